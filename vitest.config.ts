import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole exports, lakes, commands and answers by the dozen, many in processes of their own: a suite of its own, with Node alone. */
const PROCESSES = 'test/**/*.process.test.ts';

/** Long tests that seldom break: they stand beside their kind, and `npm run test:release` runs them. */
const RELEASE = 'test/**/*.release.test.ts';

/** Files of which CI runs a part of the cases (test/sampled.ts), and `npm run test:release` all. */
const SAMPLED = [
  'test/browser/looked-at.test.ts',
  'test/cli/bad-paths.process.test.ts',
  'test/cli/modes.process.test.ts',
  'test/cli/stopping.process.test.ts',
  'test/engines/questions/derive.test.ts',
  'test/engines/s3/disk.test.ts',
  'test/engines/s3/export-s3.test.ts',
  'test/engines/s3/s3-faults.test.ts',
  'test/propose/managed-policies.process.test.ts',
  'test/query/command.process.test.ts',
  'test/query/derived/ask-yourself.process.test.ts',
  'test/query/derived/athena.process.test.ts',
  'test/query/derived/judgement.process.test.ts',
  'test/query/derived/questions.process.test.ts',
  'test/query/duckdb/copied.process.test.ts',
  'test/query/duckdb/lake-file.process.test.ts',
  'test/query/laws.process.test.ts',
  'test/query/reads.process.test.ts',
  'test/security/hostile-commits.process.test.ts',
  'test/security/hostile.process.test.ts',
  'test/security/long-people-files.process.test.ts',
  'test/verify/derived.process.test.ts',
  'test/verify/judged.process.test.ts',
  'test/verify/verify.process.test.ts',
];

/** The files that proposals write, run by real clients against servers of AWS's calls. They need no Trino. */
const SCRIPTS = 'test/engines/scripts/**/*.test.ts';

/** Small files that run long. */
const LONG = ['laws/models/hand-cases.test.ts', 'query/questions.process.test.ts'];

/** Without a cache, as in a fresh clone, Vitest sorts by size: a long file that begins last leaves a core idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.endsWith(`/${name}`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** `unit` needs Node alone; the other projects have their own commands and fail where an engine is missing. */
export default defineConfig({
  test: {
    globalSetup: 'test/page-setup.ts',
    sequence: { sequencer: LongestFirst },
    chaiConfig: { truncateThreshold: 4000 }, // a failure shows what was there
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/engines/**',
            'test/browser/**',
            'test/clients/**',
            'test/deploy/**',
            'test/image/**',
            'test/laws/**',
            'test/release/**',
            'test/soak/**',
            PROCESSES,
            RELEASE,
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
          include: [PROCESSES],
          testTimeout: 400_000, // ends what hangs; on a busy machine a test takes several times as long
          hookTimeout: 400_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 }, // together with `unit`, which has other workers, as `npm run mutate` runs them
          isolate: false,
        },
      },
      {
        test: {
          name: 'laws',
          include: ['test/laws/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 400_000,
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        test: {
          name: 'engines',
          include: ['test/engines/**/*.test.ts'],
          exclude: [RELEASE, SCRIPTS],
          globalSetup: ['test/engines/programs/global-setup.ts'],
          testTimeout: 1_200_000, // a judgement is up to 17 statements, each of up to a hundred stages
          hookTimeout: 900_000, // the first hook of a new machine downloads and builds the engines
          fileParallelism: false,
          isolate: false,
          maxConcurrency: 2, // concurrent are the questions: Trino plans one on one core
        },
      },
      {
        test: {
          name: 'scripts',
          include: [SCRIPTS],
          testTimeout: 1_200_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'clients', include: ['test/clients/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 900_000 } },
      { test: { name: 'deploy', include: ['test/deploy/**/*.test.ts'], testTimeout: 400_000, hookTimeout: 400_000 } },
      {
        test: {
          name: 'release',
          include: ['test/release/**/*.test.ts', RELEASE, ...SAMPLED],
          env: { ASK_TRINO: 'all', SAMPLED: 'all' }, // what is recorded too, and every case
          globalSetup: ['test/engines/programs/global-setup.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'image', include: ['test/image/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 900_000 } },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: [RELEASE],
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
      { test: { name: 'soak', include: ['test/soak/**/*.test.ts'], testTimeout: 3_600_000, hookTimeout: 120_000 } },
    ],
  },
});
