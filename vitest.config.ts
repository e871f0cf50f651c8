import { defineConfig } from 'vitest/config';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'; // as src/cli/main.ts does

/** Whole exports, lakes, commands and answers by the dozen, many in processes of their own: a suite of its own, with Node alone. */
const processes = [
  'test/cli/catalog-folder.test.ts',
  'test/cli/check.test.ts',
  'test/cli/docs-commands.test.ts',
  'test/cli/export.test.ts',
  'test/cli/process.test.ts',
  'test/cli/query/pipe.test.ts',
  'test/cli/simulate.test.ts',
  'test/cli/text/demo-findings.test.ts',
  'test/derive/trends.test.ts',
  'test/export/clock.test.ts',
  'test/export/export.test.ts',
  'test/export/facts.test.ts',
  'test/export/first-denied.test.ts',
  'test/export/kill.test.ts',
  'test/export/shards.test.ts',
  'test/export/truth.test.ts',
  'test/lake/expire-evidence.test.ts',
  'test/lake/expire.test.ts',
  'test/lake/repair.test.ts',
  'test/lake/same-organization.test.ts',
  'test/law/command.test.ts',
  'test/law/failed-account.test.ts',
  'test/law/faults.test.ts',
  'test/law/outages.test.ts',
  'test/law/parts.test.ts',
  'test/law/resume.test.ts',
  'test/law/rounds.test.ts',
  'test/propose/bad-input.test.ts',
  'test/propose/batches.test.ts',
  'test/propose/holders.test.ts',
  'test/propose/hostile.test.ts',
  'test/propose/lake.test.ts',
  'test/propose/organization.test.ts',
  'test/propose/recheck.test.ts',
  'test/propose/refused.test.ts',
  'test/propose/sets.test.ts',
  'test/query/command.test.ts',
  'test/query/duckdb/asked-views.test.ts',
  'test/query/duckdb/copied.test.ts',
  'test/query/duckdb/engine.test.ts',
  'test/query/duckdb/lake-file.test.ts',
  'test/query/duckdb/lines.test.ts',
  'test/query/duckdb/many-dates.test.ts',
  'test/query/laws.test.ts',
  'test/query/old-bi.test.ts',
  'test/query/old-lakes.test.ts',
  'test/query/parameters.test.ts',
  'test/query/partial-snapshots.test.ts',
  'test/query/questions.test.ts',
  'test/query/reads.test.ts',
  'test/query/view-edges.test.ts',
  'test/report/report.test.ts',
  'test/security/hard-policies.test.ts',
  'test/security/hostile-columns.test.ts',
  'test/security/hostile-commits.test.ts',
  'test/security/hostile-lake.test.ts',
  'test/security/hostile.test.ts',
  'test/security/links.test.ts',
  'test/security/malformed-lake.test.ts',
  'test/security/secrets.test.ts',
  'test/security/supply-chain.test.ts',
  'test/snapshot/hostile-plan.test.ts',
  'test/snapshot/hostile-staging.test.ts',
  'test/snapshot/publish/publish.test.ts',
  'test/snapshot/read-run.test.ts',
  'test/store/folder-processes.test.ts',
  'test/verify/derived.test.ts',
  'test/verify/verify.test.ts',
];

/** `unit` needs Node alone; the other projects have their own commands and fail where an engine is missing. */
export default defineConfig({
  test: {
    globalSetup: 'test/page-setup.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/engines/**',
            'test/browser/**',
            'test/clients/**',
            'test/laws/**',
            'test/release/**',
            'test/soak/**',
            ...processes,
          ],
          testTimeout: 60_000, // for a machine that does other things too
          hookTimeout: 60_000,
          maxWorkers: 4, // many tests wait for child processes, sockets and timers
          isolate: false, // a worker loads the sources and the libraries once, not again for each file
        },
      },
      {
        test: {
          name: 'processes',
          include: processes,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 }, // together with `unit`, which has other workers, as `npm run mutate` runs them
        },
      },
      {
        test: {
          name: 'laws',
          include: ['test/laws/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'engines',
          include: ['test/engines/**/*.test.ts'],
          globalSetup: ['test/engines/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 900_000, // the first hook of a new machine downloads and builds the engines
          fileParallelism: false,
          maxConcurrency: 2, // concurrent are the questions: Trino plans one on one core
        },
      },
      { test: { name: 'clients', include: ['test/clients/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 900_000 } },
      { test: { name: 'release', include: ['test/release/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 900_000 } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      { test: { name: 'soak', include: ['test/soak/**/*.test.ts'], testTimeout: 3_600_000, hookTimeout: 120_000 } },
    ],
  },
});
