import type { DerivedDate, DeriveOptions } from '../../derive/trends.js';
import { escapeForTerminal, jsonForTerminal } from '../../model/escape.js';
import type { LakeDate } from '../../query/lake-dates.js';
import { declareCommand } from '../command.js';
import { noteOwners, ownerOptions } from '../deriving.js';
import { openDestination } from '../exporting.js';
import { renewLakeFile } from '../lake-file.js';
import { lakePlaces } from '../modes.js';
import { flag, option } from '../options/option.js';
import { date } from '../options/parsers.js';
import { destinationOf, makingOptions, memoryOptions, outputOptions, storeOptions } from '../options/shared.js';
import { timedJson } from '../progress/json.js';
import { openDuckdb } from '../query/engine.js';
import { roomFor } from '../room.js';
import { count, counted } from '../text/numbers.js';
import { textTable } from '../text/text-table.js';

export const command = declareCommand({
  description:
    'Makes the table of trends: by organization, OU, account, service, permission set and owner, what is granted, used and unused at each date; and of the newest date the worklist. ' +
    'What is missing is made, and what was made of other runs than the lake has now is rebuilt; it can be deleted at any time. ' +
    'An export into a folder makes its own. Asks with DuckDB: the files of a bucket that it needs are copied, and it says before how many bytes that is.',
  options: {
    ...storeOptions,
    ...makingOptions,
    snapshotDate: option('<yyyy-MM-dd>', 'only of this snapshot (default: of every one of all accounts)', date),
    ...ownerOptions,
    ...memoryOptions,
    progress: outputOptions.progress,
    json: flag('print one line of JSON'),
  },
  examples: [
    'access-lake derive --destination s3://my-bucket/lake',
    'access-lake derive --destination ./lake --owner-tag CostCenter',
  ],
  check: (values) => {
    destinationOf(values, 'derive');
  },
  makes: lakePlaces,
  run: async ({ snapshotDate, ownerTag: ownerTags, progress, json, ...values }, context) => {
    const { terminal, signal, effects } = context;
    const store = await openDestination(values, 'derive');
    const [{ deriveTrends }, { requireDate, snapshotDates }, { filesReadBy }] = await Promise.all([
      import('../../derive/trends.js'),
      import('../../query/question/dates.js'),
      import('../../query/duckdb/dry-run.js'),
    ]);
    const engine = await openDuckdb(values, { action: 'derive' }, terminal);
    try {
      if (snapshotDate !== undefined) requireDate(snapshotDate, await snapshotDates(engine, { signal }));
      const wants = ({ date, isWhole }: LakeDate) => (snapshotDate === undefined ? isWhole : date === snapshotDate);
      const onDate = (date: string, at: number, of: number) => {
        if (progress === 'json') terminal.note(`${timedJson({ type: 'deriving', date, at, of }, effects)}\n`);
        else if (progress !== 'none') terminal.note(`Making the trends of ${date}, ${at} of ${of}.\n`);
      };
      const beforeWork: DeriveOptions['beforeWork'] = async (dryRun) => {
        if (engine.toCopy === undefined) return;
        const lacking = await engine.toCopy(await filesReadBy(engine, dryRun));
        const fetches = await roomFor(lacking, { action: 'derive' });
        if (lacking.files === 0 || progress === 'none') return;
        const { files, bytes } = lacking;
        terminal.note(progress === 'json' ? `${timedJson({ type: 'fetching', files, bytes }, effects)}\n` : fetches);
      };
      const derived: DerivedDate[] = [];
      const options = { wants, ownerTags, signal, beforeWork, onDate };
      for await (const each of deriveTrends(store, engine, options)) derived.push(each);
      noteOwners(terminal, derived, ownerTags);
      await terminal.print(json ? `${jsonForTerminal(derived)}\n` : derivedText(derived, store.location));
      return await renewLakeFile(store, 'ok', context);
    } finally {
      await engine.close();
    }
  },
});

const STATES = {
  made: 'made',
  renewed: 'rebuilt: it was of other runs than the lake has now',
  current: 'as it should be',
} as const;

/** Ends in a line break. */
function derivedText(derived: readonly DerivedDate[], location: string): string {
  const head = `Trends of ${counted(derived.length, 'snapshot')} in ${escapeForTerminal(location)}\n`;
  if (derived.length === 0)
    return `${head}\nNo snapshot is of all accounts: name one of a part with --snapshot-date.\n`;
  const lines = derived.map(({ date, state, rows }) => [date, state === 'current' ? '' : count(rows), STATES[state]]);
  return `${head}\n${textTable([['date', 'rows', 'is'], ...lines])}`;
}
