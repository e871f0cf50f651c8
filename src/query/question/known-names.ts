/** The values of a question, checked against what the lake knows: a typo must not read as "nobody". */
import { usageError } from '../../model/errors.js';
import { nearest } from '../../model/nearest.js';
import type { QueryEngine, QueryOptions } from '../engine.js';
import { readSqlFiles } from '../sql-files.js';
import { bindCells, type Cells } from './bind.js';
import type { Parameter, ParameterType, Question } from './questions.js';
import { flagOf, type Given, readGiven } from './values.js';

interface Kind {
  readonly noun: string;
  /** Files of `queries/known`, asked in turn while a value is not found; `everywhere`: of all snapshots. */
  readonly sources: readonly { readonly file: string; readonly everywhere?: true }[];
  /** The question that lists them all. */
  readonly list: string;
  /** What a value is part of, which is looked for first. */
  readonly within?: { readonly type: ParameterType; readonly of: (value: string) => string };
}

/** Who is gone by now is known to an earlier snapshot; what the service reference lacks may be granted all the same. */
const KINDS: Partial<Record<ParameterType, Kind>> = {
  account: {
    noun: 'account',
    sources: [{ file: 'accounts' }, { file: 'accounts', everywhere: true }],
    list: 'accounts',
  },
  ou: { noun: 'OU or root', sources: [{ file: 'ous' }, { file: 'ous', everywhere: true }], list: 'accounts' },
  arn: {
    noun: 'user or role',
    sources: [{ file: 'principals' }, { file: 'principals', everywhere: true }],
    list: 'principals',
    within: { type: 'account', of: accountOf },
  },
  service: { noun: 'service', sources: [{ file: 'services' }, { file: 'granted_services' }], list: 'known_actions' },
  action: {
    noun: 'action',
    sources: [{ file: 'actions' }, { file: 'granted_actions' }],
    list: 'known_actions',
    within: { type: 'service', of: (action) => action.split(':')[0] as string },
  },
};

/** Looks names up in the lake; {@link lookup}. */
type Lookup = (file: string, values: readonly string[], everywhere: boolean) => Promise<string[]>;

/**
 * The cells of `dated`, whose dates are resolved; those that a person gave in the spelling of the lake (actions are the
 * same in any case). A usageError names the nearest to what the lake does not know.
 */
export async function knownValues(
  engine: QueryEngine,
  question: Question,
  given: Given,
  dated: Given,
  options: QueryOptions,
): Promise<Cells> {
  const dates = question.parameters.filter(({ type }) => type === 'snapshot').map(({ name }) => String(dated[name]));
  const look: Lookup = (file, values, everywhere) => lookup(engine, file, values, everywhere ? [] : dates, options);
  const cells = readGiven(question, dated);
  for (const parameter of question.parameters) {
    if (given[parameter.name] === undefined || !KINDS[parameter.type]) continue;
    const values = (cells.get(parameter.name) ?? []).map(String);
    const known = await spelled(parameter.type, values, look, (value, noun, hint) =>
      usageError(
        `Cannot use ${flagOf(parameter.name)} "${value}" for ${question.name}: the lake knows no such ${noun}.`,
        hint,
      ),
    );
    cells.set(parameter.name, known);
  }
  return cells;
}

async function spelled(
  type: Parameter['type'],
  values: readonly string[],
  look: Lookup,
  refusal: (value: string, noun: string, hint: string) => Error,
): Promise<string[]> {
  const { noun, sources, list, within } = KINDS[type] as Kind;
  if (within) await spelled(within.type, [...new Set(values.map(within.of))], look, refusal);
  const names = new Map<string, string>();
  const isKnown = (value: string): boolean => names.has(value.toLowerCase()) || names.has(accountOf(value));
  for (const { file, everywhere = false } of sources) {
    if (values.every(isKnown)) break;
    for (const name of await look(file, values, everywhere)) names.set(name.toLowerCase(), name);
  }
  const unknown = values.find((value) => !isKnown(value));
  const isNothingKnown = names.size === 0 && type !== 'arn';
  if (unknown !== undefined && !isNothingKnown) throw refusal(unknown, noun, hintFor(unknown, names.values(), list));
  return values.map((value) => names.get(value.toLowerCase()) ?? value);
}

function hintFor(value: string, names: Iterable<string>, list: string): string {
  const near = nearest(value, names);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `\`access-lake query ${list}\` lists them.`;
}

/** The first column of a file of `queries/known`. */
async function lookup(
  engine: QueryEngine,
  file: string,
  values: readonly string[],
  dates: readonly string[],
  options: QueryOptions,
): Promise<string[]> {
  const source = readSqlFiles('known/').find(({ name }) => name === file);
  if (!source) throw new Error(`No file "${file}" in queries/known`);
  const statement = { sql: source.text, parameters: [{ name: 'values' }, { name: 'dates' }] };
  const { sql, parameters } = bindCells(
    statement,
    new Map([['values', values], ...(dates.length > 0 ? [['dates', dates] as const] : [])]),
  );
  const names: string[] = [];
  for await (const page of (await engine.query(sql, parameters, options)).pages) {
    for (const [name] of page) names.push(String(name));
  }
  return names;
}

/** Of an ARN; of anything else, empty. */
function accountOf(value: string): string {
  return value.split(':')[4] ?? '';
}
