import type { Effects } from '../../model/effects.js';
import { escapeForTerminal, jsonForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import type { DerivedDate, DeriveOptions } from '../../query/derived/trends.js';
import type { DuckdbEngine } from '../../query/duckdb/open-tables.js';
import type { LakeDate } from '../../query/sql/lake-dates.js';
import type { Store } from '../../store/store.js';
import { judgeOnAthena } from '../athena-judging.js';
import { declareCommand } from '../command.js';
import { noteOwners, ownerOptions } from '../deriving.js';
import { openDestination } from '../exporting.js';
import { renewLakeFile } from '../lake-file.js';
import { lakePlaces } from '../modes.js';
import { athenaOptions } from '../options/athena.js';
import { flag, option, type Values } from '../options/option.js';
import { date, oneOf } from '../options/parsers.js';
import { destinationOf, makingOptions, memoryOptions, outputOptions, storeOptions } from '../options/shared.js';
import { timedJson } from '../progress/json.js';
import { engineOf, openDuckdb } from '../query/engine.js';
import { type QueryProgress, queryProgress } from '../query/progress.js';
import { watched } from '../query/watched.js';
import { roomFor } from '../room.js';
import { textTable } from '../text/text-table.js';

const deriveOptions = {
  ...storeOptions,
  ...makingOptions,
  snapshotDate: option('<yyyy-MM-dd>', 'only of this snapshot (default: of every one of all accounts)', date),
  engine: option(
    '<name>',
    'duckdb, or athena, which makes the judgement alone; not set by the environment',
    oneOf('duckdb', 'athena'),
    { fallback: 'duckdb', isFlagOnly: true },
  ),
  ...athenaOptions,
  ...ownerOptions,
  ...memoryOptions,
  progress: outputOptions.progress,
  json: flag('print one line of JSON'),
};

export const command = declareCommand({
  description:
    'Creates the table of trends (what is granted, used and unused at each date, by organization, OU, account, service, permission set and owner), the judgement of the newest date and of the one of all accounts before it, which `query` then reads, and, for the newest date, the worklist. ' +
    'Creates what is missing, and rebuilds what was made from runs other than those now in the lake. The table can be deleted at any time. ' +
    'An export into a folder derives its own date. Uses DuckDB: the files that it needs from a bucket are copied, after it says how many bytes that is. ' +
    'For a lake that has outgrown one machine, `--engine athena` makes the judgement on Athena: it renews the tables and views of the database, and fetches the rows that Athena made, which it sorts on disk and writes to the lake. ' +
    'It makes neither trends nor worklist nor owners: without them `query` answers from the judgement, or judges again.',
  options: deriveOptions,
  examples: [
    'access-lake derive --destination s3://my-bucket/lake',
    'access-lake derive --destination ./lake --owner-tag CostCenter --owners-file ./owners.yaml',
    'access-lake derive --destination s3://my-bucket/lake --engine athena --database access_lake',
  ],
  check: (values) => {
    destinationOf(values, 'derive');
    engineOf(values, 'derive');
  },
  makes: lakePlaces,
  run: async (values, context) => {
    const { terminal, effects, signal } = context;
    const store = await openDestination(values, 'derive');
    const progress = queryProgress(terminal, effects, { isDrawn: !['json', 'none'].includes(values.progress) });
    const note = noterOf(values, progress, effects);
    progress.phase('Opening the lake');
    if (values.engine === 'athena') {
      const judged = await judgeOnAthena(store, { values, progress, signal, note });
      await terminal.print(derivedText('Judgement', judged, store, values));
      return 'ok';
    }
    const engine = await openDuckdb(values, { action: 'derive' }, progress);
    try {
      const derived = await derivedDates(store, engine, { values, progress, signal, note });
      progress.end();
      noteOwners(terminal, derived, values);
      await terminal.print(derivedText('Trends', derived, store, values));
      progress.phase('Renewing lake.duckdb');
      return await renewLakeFile(store, 'ok', { ...context, terminal: { ...terminal, note: progress.note } });
    } finally {
      progress.end();
      await engine.close();
    }
  },
});

interface Deriving {
  readonly values: Values<typeof deriveOptions>;
  readonly progress: QueryProgress;
  readonly signal: AbortSignal;
  readonly note: (event: object, line: string) => void;
}

/** Makes what is missing or stale. */
async function derivedDates(store: Store, engine: DuckdbEngine, deriving: Deriving): Promise<DerivedDate[]> {
  const { values, progress, signal, note } = deriving;
  const { snapshotDate, ownerTag: ownerTags, ownersFile: path } = values;
  const [{ deriveTrends }, { requireDate, snapshotDates }, { readOwnerEntries }] = await Promise.all([
    import('../../query/derived/trends.js'),
    import('../../query/question/dates.js'),
    import('../../decisions/owners-file.js'),
  ]);
  const ownerEntries = await readOwnerEntries(path);
  if (snapshotDate !== undefined) requireDate(snapshotDate, await snapshotDates(engine, { signal }));
  const wants = ({ date, isWhole }: LakeDate) => (snapshotDate === undefined ? isWhole : date === snapshotDate);
  const onDate = (date: string, at: number, of: number) => {
    note({ type: 'deriving', date, at, of }, `Making the trends of ${date}, ${at} of ${of}.\n`);
    progress.phase(`Making the trends of ${date}, ${at} of ${of}`);
  };
  const beforeWork: DeriveOptions['beforeWork'] = async (dryRun) => {
    if (engine.toCopy === undefined) return;
    const { filesReadBy } = await import('../../query/duckdb/dry-run.js');
    const { files, bytes, folder } = await engine.toCopy(await filesReadBy(engine, dryRun));
    const fetches = await roomFor({ files, bytes, folder }, { action: 'derive' });
    if (files > 0) note({ type: 'fetching', files, bytes }, fetches);
  };
  const derived: DerivedDate[] = [];
  const options = { wants, ownerTags, ownerEntries, signal, beforeWork, onDate };
  for await (const each of deriveTrends(store, watched(engine, progress), options)) derived.push(each);
  return derived;
}

/** Tells of an event as --progress says. */
function noterOf(
  { progress: how }: Pick<Deriving['values'], 'progress'>,
  progress: QueryProgress,
  effects: Pick<Effects, 'now'>,
): Deriving['note'] {
  if (how === 'none') return () => {};
  return (event, line) => progress.note(how === 'json' ? `${timedJson(event, effects)}\n` : line);
}

const STATES = {
  made: 'made',
  renewed: 'rebuilt: it was made from runs other than those now in the lake',
  current: 'as it should be',
} as const;

/** Ends in a line break. */
function derivedText(
  what: 'Trends' | 'Judgement',
  derived: readonly DerivedDate[],
  { location }: Store,
  { json }: { readonly json: boolean },
): string {
  if (json) return `${jsonForTerminal(derived)}\n`;
  const head = `${what} of ${counted(derived.length, 'snapshot')} in ${escapeForTerminal(location)}\n`;
  if (derived.length === 0)
    return `${head}\nNo snapshot covers all accounts: name a partial one with --snapshot-date.\n`;
  const lines = derived.map(({ date, state, rows }) => [date, state === 'current' ? '' : count(rows), STATES[state]]);
  return `${head}\n${textTable([['date', 'rows', 'is'], ...lines])}`;
}
