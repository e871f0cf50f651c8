import { devNull } from 'node:os';
import { accessLake } from '../../model/commands/command-line.js';
import { DAY_MS } from '../../model/days.js';
import { UserError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import type { ExportSummary } from '../../model/summary.js';
import type { Store } from '../../store/store.js';
import { type Context, declareCommand } from '../command.js';
import { renewDerived } from '../deriving.js';
import { withProgress } from '../exporting.js';
import { lakePlaces } from '../modes.js';
import { flag, option } from '../options/option.js';
import { folder, wholeNumber } from '../options/parsers.js';
import { makingOptions, memoryOptions, outputOptions } from '../options/shared.js';
import { outcomeText } from '../text/summary.js';
import { toolVersion } from '../version.js';

/** Days before now of the simulated audits: a quarter apart. */
const AUDIT_DAYS = [182, 91, 0] as const;

export const command = declareCommand({
  description:
    'Exports three audits of a simulated organization, a quarter apart, into a folder, shows what came out and writes the report and proposals. ' +
    'No AWS account is needed, and none is reached: IAM, STS and Organizations are served on a loopback port by this process.',
  options: {
    destination: option('<folder>', 'the lake', folder, { fallback: './lake' }),
    accountCount: option('<number>', 'accounts of the organization', wholeNumber(1, 1000), { fallback: 12 }),
    ...makingOptions,
    ...memoryOptions,
    progress: outputOptions.progress,
    verbose: flag('list the Parquet files of the newest snapshot too'),
  },
  examples: ['access-lake demo', 'access-lake demo --destination /tmp/lake'],
  makes: lakePlaces,
  run: async ({ destination: place, ...simulated }, context) => {
    const { openStore } = await import('../../store/open.js');
    const store = await openStore(place, {});
    let last: ExportSummary | undefined;
    for (const days of AUDIT_DAYS) last = await audit(store, days, simulated, context);
    const trends = {
      noTrends: false,
      ownerTag: [],
      ownersFile: undefined,
      memory: simulated.memory,
      progress: simulated.progress,
    };
    const ended = await renewDerived(store, 'ok', trends, context);
    const { findingsText } = await import('../demo/findings.js');
    const findings = await findingsText(store, place);
    const summary = last as ExportSummary;
    const files = simulated.verbose ? [filesText(summary, place)] : [];
    await context.terminal.print([findings, outcomeText(summary), ...files].join('\n'));
    const { report, proposals } = await written(store, place, simulated.progress, context);
    await context.terminal.print(`\n${[proposals, nextSteps(place), report].join('\n')}`);
    return ended;
  },
});

interface Simulated {
  readonly accountCount: number;
  readonly progress: Parameters<typeof withProgress>[0];
  readonly verbose: boolean;
}

/** Exports the organization as it was so many days ago. */
async function audit(
  store: Store,
  days: number,
  { accountCount, progress }: Omit<Simulated, 'verbose'>,
  context: Context,
): Promise<ExportSummary> {
  const { startSimulation } = await import('../../simulation/simulation.js');
  const effects = { ...context.effects, now: () => context.effects.now() - days * DAY_MS };
  const simulation = await startSimulation({
    organization: 'example',
    accounts: accountCount,
    clock: effects.now,
    storyEndsAt: context.effects.now(),
  });
  try {
    await refuseOtherLake(store, simulation.truth().organizationId);
    enterSimulation(simulation.env);
    const when = days === 0 ? 'today' : `as it was ${days} days ago`;
    context.terminal.note(
      `A simulated organization of ${counted(accountCount, 'account')}, ${when}, answers at ${simulation.url}.\n`,
    );
    return await exportSimulated(store, progress, { ...context, effects });
  } finally {
    await simulation.stop();
  }
}

/** Writes report and proposals beside the lake, and tells of each where it is. */
async function written(
  store: Store,
  place: string,
  mode: Simulated['progress'],
  { terminal, effects, signal }: Context,
): Promise<{ readonly report: string; readonly proposals: string }> {
  const [{ duckdbEngine }, { writeReport }, { proposalsText }, { queryProgress }, { watched }] = await Promise.all([
    import('../../query/duckdb/engine.js'),
    import('../../report/write.js'),
    import('../demo/proposals.js'),
    import('../query/progress.js'),
    import('../query/watched.js'),
  ]);
  const progress = queryProgress(terminal, effects, { isDrawn: mode === 'auto' || mode === 'bar' });
  const engine = watched(await duckdbEngine(store), progress);
  try {
    progress.phase('Collecting the report');
    const beside = place.replace(/\/+$/, '');
    const options = { snapshotDate: undefined, toolVersion: toolVersion(), signal };
    const lake = ['--destination', place];
    const report = await writeReport(engine, `${beside}-report.html`, { ...options, place: lake }, { effects });
    progress.phase('Looking for smaller policies');
    const proposals = await proposalsText(engine, place, `${beside}-proposals`, { effects, signal });
    return { report: `The report, to open in a browser: ${escapeForTerminal(report.path)}\n`, proposals };
  } finally {
    progress.end();
    await engine.close();
  }
}

/** A lake that holds anything but the simulated organization stays as it is. */
async function refuseOtherLake(store: Store, organizationId: string): Promise<void> {
  const { committedRuns } = await import('../../lake/runs.js');
  const committed = await committedRuns(store);
  const other = committed.find((run) => run.organization_id !== organizationId);
  if (!other) return;
  throw new UserError(
    `Cannot use "${store.location}" for the demo: it holds a snapshot of ${other.organization_id ?? other.caller_arn}.`,
    { hint: `Give an empty folder: ${accessLake(['demo', '--destination', 'FOLDER'])}.` },
  );
}

/** Follows the clock of the effects, which is that of the simulation. */
async function exportSimulated(store: Store, mode: Simulated['progress'], context: Context): Promise<ExportSummary> {
  const [{ exportSnapshot }, { openSource }] = await Promise.all([
    import('../../export.js'),
    import('../../collect/source.js'),
  ]);
  const open: typeof openSource = async (...asked) => ({ ...(await openSource(...asked)), clockOffsetMs: 0 });
  return withProgress(mode, context, (progress) =>
    exportSnapshot(
      {
        store,
        access: { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'access-lake-demo' },
        scope: { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] },
        snapshotDate: undefined,
        accountConcurrency: 50,
        jobTimeoutMs: 60_000,
        retryForMs: 0,
        encoder: 'arrow',
        minCoverage: 0,
        restart: false,
        toolVersion: toolVersion(),
        progress,
        signal: context.signal,
      },
      context.effects,
      open,
    ),
  );
}

/** The files of the newest snapshot, as the run's manifest names them, and their rows. */
function filesText({ files }: ExportSummary, place: string): string {
  const folder = place.replace(/\/+$/, '');
  const lines = files.map(({ path, rows }) => `  ${count(rows).padStart(9)} rows  ${folder}/${path}`);
  return `The files of this snapshot (Parquet; any tool reads them):\n${lines.join('\n')}\n`;
}

function nextSteps(place: string): string {
  return [
    'Next:',
    `  ${accessLake(['query', 'worklist', '--destination', place])}   # what to do first`,
    `  ${accessLake(['query', '--destination', place])}   # the questions that you can ask`,
    `  ${accessLake(['export', '--destination', './my-lake', '--this-account'])}   # your own account, with your own credentials`,
    '  # docs/getting-started.md, "Measure the organization": the role to deploy, and all accounts',
    '',
  ].join('\n');
}

/**
 * Takes every AWS setting away (profiles, tokens, endpoints), but not the switches of the SDK itself (AWS_SDK_JS_…), and
 * puts those of the simulation in their place; neither configuration files nor the metadata service of an instance are asked.
 */
function enterSimulation(simulated: Readonly<Record<string, string>>, environment = process.env): void {
  for (const name of Object.keys(environment)) if (/^AWS_(?!SDK_JS_)/.test(name)) delete environment[name];
  const nothingElse = {
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', // it is about updates from AWS, which is not reached here
  };
  Object.assign(environment, nothingElse, simulated);
}
