/** The values of a question, checked against what the lake knows: a typo must not read as "nobody". */

import { SEPARATOR } from '../../decisions/entry.js';
import type { Exceptions } from '../../decisions/except-file.js';
import { usageError } from '../../model/errors.js';
import { quoted } from '../../model/escape.js';
import { longestTextOf, matchesAction } from '../../policy/pattern.js';
import { nearest } from '../../tools/nearest.js';
import type { Cell, QueryEngine, QueryOptions } from '../engine/engine.js';
import type { Cells } from './bind.js';
import { askedAs } from './forms.js';
import { isBlank, type Lookup, lookupIn } from './lookup.js';
import { NameIndex, shortOf } from './name-index.js';
import { accountOf, declarationOf, isPattern, type Kind, PARAMETER_TYPES } from './parameter-types.js';
import type { Parameter, Question } from './questions.js';
import { flagOf, type Given, readGiven } from './values.js';

/** A question as a person asks it. */
interface Asked {
  readonly question: Question;
  readonly given: Given;
  /** The values given, with the dates of snapshots resolved. */
  readonly dated: Given;
}

/**
 * The cells of `dated`; those that a person gave in the spelling of the lake (actions are the
 * same in any case). A usageError names the nearest to what the lake does not know.
 */
export async function knownValues(
  engine: QueryEngine,
  { question, given, dated }: Asked,
  options: QueryOptions,
): Promise<Cells> {
  const dates = question.parameters.filter(({ type }) => type === 'snapshot').map(({ name }) => String(dated[name]));
  const look = lookupIn(engine, dates, options);
  const cells = readGiven(question, dated);
  for (const parameter of question.parameters) {
    if (given[parameter.name] === undefined || !declarationOf(parameter.type).known) continue;
    const refusal: Refusal = (value, reason, hint) =>
      usageError(`Cannot use ${flagOf(parameter.name)} ${quoted(value)} for ${question.asked}: ${reason}.`, hint);
    const values = (cells.get(parameter.name) ?? []).map(String);
    const [own, others] = parameter.type === 'owner' ? ofFile(values, cells) : [[], values];
    cells.set(parameter.name, [...own, ...(await spelled(parameter.type, others, look, refusal))]);
  }
  if (given.owner_entry !== undefined) {
    cells.set('owner_entry', await knownEntries((cells.get('owner_entry') ?? []).map(String), look));
  }
  return cells;
}

/** Values that the owners file names, and the others. */
function ofFile(values: readonly string[], cells: Cells): readonly [string[], string[]] {
  const named = new Set((cells.get('owner_entry') ?? []).map((entry) => partsOf(entry)[2]?.toLowerCase()));
  const isNamed = (value: string): boolean => named.has(value.toLowerCase());
  return [values.filter(isNamed), values.filter((value) => !isNamed(value))];
}

/**
 * Entries of an owners file with the IDs of their accounts and OUs. A usageError names the nearest to what the snapshot of
 * `date`, and all before it, do not know.
 */
export async function knownOwnerEntries(
  engine: QueryEngine,
  entries: readonly string[],
  date: string,
  options: QueryOptions,
): Promise<string[]> {
  return knownEntries(entries, lookupIn(engine, [date], options));
}

/** Names of a kind are looked up together. */
async function knownEntries(entries: readonly string[], look: Lookup): Promise<string[]> {
  const refusal: Refusal = (value, reason, hint) =>
    usageError(`Cannot use the entry ${quoted(value)} of --owners-file: ${reason}.`, hint);
  const ids = new Map<string, string>();
  for (const kind of ['account', 'ou'] as const) {
    const named = entries.map(partsOf).flatMap(([of, name = '']) => (of === kind ? [name] : []));
    const known = named.length > 0 ? await plainNames(PARAMETER_TYPES[kind].known, named, look, refusal) : [];
    for (const [at, name] of named.entries()) ids.set([kind, name].join(SEPARATOR), known[at] as string);
  }
  return entries.map((entry) => {
    const [kind = '', name = '', ...others] = partsOf(entry);
    return [kind, ids.get([kind, name].join(SEPARATOR)) ?? name, ...others].join(SEPARATOR);
  });
}

function partsOf(entry: Cell): string[] {
  return String(entry).split(SEPARATOR);
}

/** A usageError with the nearest names for what no name of the snapshot of `date`, or of an earlier one, is meant by. */
export async function refuseUnknownExceptions(
  engine: QueryEngine,
  { principals, actions, policies, tags }: Exceptions,
  date: string,
  options: QueryOptions,
): Promise<void> {
  const look = lookupIn(engine, [date], options);
  const refusal: Refusal = (value, reason, hint) =>
    usageError(`Cannot use the exception ${quoted(value)}: ${reason}.`, hint);
  const named = [
    ['exception', principals],
    ['action', actions.map((action) => action.replace(/^[^:]+/, (service) => service.toLowerCase()))],
    ['document', policies],
    ['tag', tags],
  ] as const;
  for (const [type, values] of named) if (values.length > 0) await spelled(type, values, look, refusal);
}

/**
 * The IDs and ARNs that the values of an option name, in the spelling of the lake; patterns stay as they are. A usageError
 * names the nearest to what the snapshot of `date`, and all before it, do not know.
 */
export async function namedIn(
  engine: QueryEngine,
  { flag, type, values }: NamedBy,
  date: string,
  options: QueryOptions,
): Promise<string[]> {
  const patterns = values.filter(isPattern);
  const names = values.filter((value) => !isPattern(value));
  if (names.length === 0) return patterns;
  const refusal: Refusal = (value, reason, hint) => usageError(`Cannot use ${flag} ${quoted(value)}: ${reason}.`, hint);
  return [...patterns, ...(await spelled(type, names, lookupIn(engine, [date], options), refusal))];
}

/** An option of a command that is no question. */
interface NamedBy {
  readonly flag: string;
  readonly type: 'account' | 'ou' | 'arn';
  readonly values: readonly string[];
}

/** What to say of a value that is not taken: the end of the sentence, and a hint. */
type Refusal = (value: string, reason: string, hint: string) => Error;

async function spelled(
  type: Parameter['type'],
  values: readonly string[],
  look: Lookup,
  refusal: Refusal,
): Promise<string[]> {
  const kind = declarationOf(type).known as Kind;
  const isName = (value: string): boolean => kind.isNamed === true && !isPattern(value) && !value.startsWith('arn:');
  const isMatched = (value: string): boolean =>
    kind.all !== undefined && !isName(value) && (isPattern(value) || SHORT_ARN.test(value));
  const plain = values.filter((value) => !isMatched(value) && !isName(value));
  const patterns = values.filter(isMatched);
  if (kind.within)
    await spelled(kind.within.type, [...new Set(values.map(kind.within.of).filter(Boolean))], look, refusal);
  const known = plain.length > 0 ? await plainNames(kind, plain, look, refusal) : [];
  const matched = patterns.length > 0 ? await matching(kind, patterns, look, refusal) : [];
  const named = await Promise.all(values.filter(isName).map((name) => arnNamed(kind, name, look, refusal)));
  return [...new Set([...known, ...matched, ...named])];
}

/** An ARN without its account names what has it in any account. */
const SHORT_ARN = /^(user|role|policy)\//;

/** The values as the lake writes them. */
async function plainNames(kind: Kind, values: readonly string[], look: Lookup, refusal: Refusal): Promise<string[]> {
  const names = new Map<string, string>();
  const keyOf = (value: string): string => (kind.isExact ? value : value.toLowerCase());
  const isInKnownAccount = (value: string): boolean => accountOf(value) !== '' && names.has(accountOf(value));
  const isKnown = (value: string): boolean => names.has(keyOf(value)) || isInKnownAccount(value);
  for (const { file, everywhere = false } of kind.sources) {
    if (values.every(isKnown)) break;
    for (const name of await look(file, values, everywhere)) names.set(keyOf(name), name);
  }
  const isNothingKnown = names.size === 0 && kind.isTakenUnknown === true;
  const missing = isNothingKnown ? [] : values.filter((value) => !isKnown(value));
  const aliases = missing.length > 0 && kind.aliases ? await aliasesOf(kind.aliases, missing, look) : new Map();
  for (const value of missing) names.set(keyOf(value), aliased(kind, value, { names, aliases }, refusal));
  return values.map((value) => names.get(keyOf(value)) ?? value);
}

/** By another name, in lower case: as it is written, and what it may mean. */
type Aliases = ReadonlyMap<string, { readonly name: string; readonly meant: ReadonlySet<string> }>;

/** Of the snapshots; where those lack one of the values, of all. */
async function aliasesOf(file: string, values: readonly string[], look: Lookup): Promise<Aliases> {
  const own = await look(file, values, false);
  const aliases = aliasesIn(own);
  if (values.every((value) => aliases.has(value.toLowerCase()))) return aliases;
  return aliasesIn([...own, ...(await look(file, values, true))]);
}

/** Each text is `other=name`. */
function aliasesIn(texts: readonly string[]): Aliases {
  const aliases = new Map<string, { name: string; meant: Set<string> }>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    const name = text.slice(0, at);
    if (isBlank(name)) continue;
    const alias = aliases.get(name.toLowerCase()) ?? { name, meant: new Set() };
    alias.meant.add(text.slice(at + 1));
    aliases.set(name.toLowerCase(), alias);
  }
  return aliases;
}

/** What the lake knows of a kind that is near a value. */
interface Known {
  /** As the lake writes them, by what they are found by. */
  readonly names: ReadonlyMap<string, string>;
  readonly aliases: Aliases;
}

/** What a value that is no name is another name of; else it is refused with the nearest. */
function aliased(kind: Kind, value: string, { names, aliases }: Known, refusal: Refusal): string {
  const meant = [...(aliases.get(value.toLowerCase())?.meant ?? [])];
  if (meant.length === 1) return meant[0] as string;
  if (meant.length > 1) throw refusal(value, `it names ${meant.length}`, `Give one of ${listed(meant)}.`);
  const others = [...aliases.values()].map(({ name }) => name);
  throw refusal(
    value,
    `the lake knows no such ${kind.noun}`,
    hintFor(value, [...names.values(), ...others], kind.list),
  );
}

const MOST_MATCHES = 1000;

/** All names that values with wildcards match; without its partition and account, an ARN is matched from its type on. */
async function matching(
  { noun, list, all = [] }: Kind,
  patterns: readonly string[],
  look: Lookup,
  refusal: Refusal,
): Promise<string[]> {
  const namesFor = async (values: readonly string[]): Promise<string[]> =>
    (await Promise.all(all.map((file) => look(file, values, false)))).flat();
  const index = new NameIndex(await namesFor(patterns));
  const names = new Set<string>();
  for (const pattern of patterns) {
    const matched = index.matching(pattern);
    if (matched.length === 0) {
      throw refusal(
        pattern,
        `the lake knows no such ${noun}`,
        hintForPattern(pattern, await namesFor([pattern]), list),
      );
    }
    if (matched.length > MOST_MATCHES) {
      const hint = `Give a pattern that matches at most ${MOST_MATCHES}.`;
      throw refusal(pattern, `it matches ${matched.length} names`, hint);
    }
    for (const name of matched) names.add(name);
  }
  return [...names];
}

const MOST_LISTED = 10;

/** The one ARN of that name in the snapshots, else in any. */
async function arnNamed({ noun, list, all = [] }: Kind, name: string, look: Lookup, refusal: Refusal): Promise<string> {
  const lower = name.toLowerCase();
  const own = name.includes('/') ? namesWithType : (arn: string) => [shortOf(arn).replace(/^.*\//, '')];
  let arns: string[] = [];
  for (const everywhere of [false, true]) {
    arns = (await Promise.all(all.map((file) => look(file, [name], everywhere)))).flat();
    const found = [...new Set(arns)].filter((arn) => own(arn).some((each) => each.toLowerCase() === lower));
    if (found.length === 1) return found[0] as string;
    if (found.length > 1) throw refusal(name, `it names ${found.length}`, `Give one of ${listed(found)}.`);
  }
  throw refusal(name, `the lake knows no such ${noun}`, hintFor(name, new Set(arns.flatMap(own)), list));
}

/** `role/team/ci` and `role/ci`. */
function namesWithType(arn: string): string[] {
  const short = shortOf(arn);
  return [short, short.replace(/\/.*\//, '/')];
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_LISTED ? `, and ${names.length - MOST_LISTED} more` : '';
  return `${[...names].sort().slice(0, MOST_LISTED).join(', ')}${more}`;
}

/** The names that begin nearly as the longest part of the pattern without wildcards. */
function hintForPattern(pattern: string, names: readonly string[], list: string): string {
  const text = longestTextOf(pattern);
  const beginnings = new Map(names.map((name) => [shortOf(name).slice(0, text.length), shortOf(name)]));
  const near = text === '' ? [] : nearest(text, beginnings.keys()).map((beginning) => beginnings.get(beginning));
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `\`access-lake query ${askedAs(list)}\` lists them.`;
}

/** Names may be patterns, of which one may match what was given. */
function hintFor(value: string, names: Iterable<string>, list: string): string {
  const matching = [...names].filter((name) => name.includes('*') && matchesAction(name, value));
  const near = matching.length > 0 ? matching.slice(0, 3) : nearest(value, names);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `\`access-lake query ${askedAs(list)}\` lists them.`;
}
