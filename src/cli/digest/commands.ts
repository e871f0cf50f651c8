/** Commands that a digest names: they run as they stand, on the same lake and engine. */
import { type ComparedDates, GAPS_QUESTION, type KindCode, kindOf } from '../../digest/kinds.js';
import { accessLake } from '../../model/commands/command-line.js';
import { elsewhere } from '../../model/commands/elsewhere.js';
import { wordsOf } from '../../query/question/forms.js';
import { flagOf } from '../options/option.js';
import { type DigestValues, FILTERS } from './options.js';

/** Where the lake is and what asks it; those of Athena count there alone. */
const PLACE = ['destination', 'expectedBucketOwner', 'engine'] as const;
const OF_ATHENA = ['database', 'workgroup', 'outputLocation', 'region'] as const;

const FILES = ['ownersFile', 'tasksFile', 'exceptFile'] as const;

/** Lists all findings of a kind. */
export function listingOf(kind: KindCode, { fromDate, toDate }: ComparedDates, values: DigestValues): string {
  const own = ['--kind', kind.toLowerCase(), '--from-date', fromDate, '--to-date', toDate, '--format', 'json'];
  const filters = Object.keys(FILTERS) as (keyof typeof FILTERS)[];
  const chosen = [...filters, ...FILES].flatMap((key) => optionsOf(key, values));
  return accessLake(['digest', ...placeOf(values), ...own, ...chosen]);
}

/** The question that shows more of a kind. */
export function closerLookAt(kind: KindCode, dates: ComparedDates, values: DigestValues): string {
  const { question, parameters } = kindOf(kind);
  return accessLake(['query', ...wordsOf(question), ...placeOf(values), ...(parameters?.(dates) ?? [])]);
}

/** Lists what a snapshot did not measure. */
export function gapsOf(date: string, values: DigestValues): string {
  return accessLake(['query', ...wordsOf(GAPS_QUESTION), ...placeOf(values), '--snapshot-date', date]);
}

/** The same values for somebody else, who gets the digest by mail: a path of this machine says nothing there. */
export function forOthers(values: DigestValues): DigestValues {
  const paths = ['destination', ...FILES] as const;
  const named = paths.flatMap((key) => {
    const value = values[key];
    return value === undefined ? [] : [[key, elsewhere([flagOf(key), value])[1]]];
  });
  return { ...values, ...Object.fromEntries(named) };
}

function placeOf(values: DigestValues): string[] {
  const isOnAthena =
    (values.engine ?? (values.destination?.startsWith('s3://') === false ? 'duckdb' : 'athena')) === 'athena';
  return [...PLACE, ...(isOnAthena ? OF_ATHENA : [])].flatMap((key) => optionsOf(key, values));
}

function optionsOf(key: keyof DigestValues, values: DigestValues): string[] {
  const value = values[key];
  if (value === undefined) return [];
  return [value].flat().flatMap((one) => [flagOf(key), String(one)]);
}
