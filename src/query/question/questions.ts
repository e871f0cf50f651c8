/** The questions of `queries/*.sql`, read from their headers. */

import { type ModelSource, modelExpressions, readModels } from '../sql/models.js';
import { namesRead } from '../sql/read-names.js';
import { readSql, readSqlFiles, type SqlFile, sqlNames, withoutComments } from '../sql/sql-files.js';
import { withHeads } from '../sql/with-heads.js';
import { ofEarlierDate } from './earlier.js';
import { askedAs, type Form, formOf } from './forms.js';
import { type Headed, readHeader } from './header.js';
import { marked, ofDeclared, unmarked } from './if-given.js';
import { leftOutByExceptions, leftOutByFilter, leftOutOfJudged, withPower } from './judged.js';
import { PARAMETER_TYPES, type ParameterType } from './parameter-types.js';
import { isTopic, type Topic } from './topics.js';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Of a choice; else empty. */
  readonly choices: readonly string[];
  /** Takes several values; `IN (:name)`. */
  readonly list: boolean;
  /** Neither a default nor optional. */
  readonly required: boolean;
  /** As a person would write it; of a snapshot `first`, `newest` or `previous`. Null: none. */
  readonly default: string | null;
  readonly meaning: string;
}

/** What an answer says of something that nobody may have used: no such row or count may deny a use that the lake holds. */
export interface Claim {
  readonly word: 'unused' | 'removable' | 'dormant' | 'candidate';
  /** The column that counts it; else rows claim it, those of {@link where}. */
  readonly count?: string;
  /** Only rows that hold the value in the column claim it. */
  readonly where?: { readonly column: string; readonly value: string };
}

export interface Question {
  /** Of its file in `queries/`. */
  readonly name: string;
  /** What one types to ask it: `removable --by action`. */
  readonly asked: string;
  readonly form: Form;
  /** Values of `--by` and `--kind` that choose it among the forms of the question. */
  readonly selectedBy: Readonly<Partial<Record<'by' | 'kind', readonly string[]>>>;
  /** The question in a sentence. */
  readonly question: string;
  /** Where it is listed; null (`none` in its header): what a derived table is made by. */
  readonly topic: Topic | null;
  readonly parameters: readonly Parameter[];
  /** Those of `parameters` that choose rows, from `filters`; what the others say of a row stays as it is. */
  readonly filters: readonly string[];
  /** What follows from the others or comes from a file: nobody gives a value. */
  readonly implied: readonly Parameter[];
  /** Whether a run without `principal_grants` or `principal_uses` would read as one that grants or uses nothing. */
  readonly readsFacts: boolean;
  /** Whether it selects from queries/models, whose rows `derive` may have stored. */
  readonly readsModels: boolean;
  /** What one row of the answer is. */
  readonly grain: string;
  /** What the answer cannot tell. */
  readonly limits: string;
  /** Columns that a terminal shows first, and the longest where not all fit. */
  readonly first: readonly string[];
  /** The command that follows it, without the lake; null: of a question that is listed nowhere. */
  readonly next: string | null;
  /** From lines `speaks-of`; of a question that speaks of nothing unused, empty. */
  readonly claims: readonly Claim[];
  /**
   * The statement, parameters as `:name`. A line that is marked `-- if given` is left out where a parameter that it names has
   * no value.
   */
  readonly sql: string;
  /** Statements with the parameters of the question that count what its list leaves out, by reason. */
  readonly leftOut: readonly LeftOutStatement[];
  /** From `stored`: whether `derive` writes the answer, which the statement of queries/derived with the name of the question reads. */
  readonly isStored: boolean;
  /** From `gap`; null: a question that claims nothing, or that tells what was not measured in rows of its own. */
  readonly gap: GapStatement | null;
}

/** How much of what is asked was not measured. */
export interface GapStatement {
  /** With the parameters of the question: no row, or one of `accounts_unmeasured` and `principals_unmeasured`. */
  readonly sql: string;
  /** The column that is null in the row of the answer that says so, and in no other; null: the answer has no such row. */
  readonly key: string | null;
}

export interface LeftOutStatement {
  /** Of what it gives `reason` and `left_out`: a plural. */
  readonly counts: string;
  readonly sql: string;
  /** Asked only where one of these parameters has a value; empty: always. */
  readonly needs: readonly string[];
  /** The answer shows it, and says what speaks against taking it away. */
  readonly isShown: boolean;
}

const SNAPSHOT_DATE: Parameter = {
  name: 'snapshot_date',
  type: 'snapshot',
  choices: [],
  list: false,
  required: false,
  default: 'newest',
  meaning: 'date of the snapshot that is asked, yyyy-MM-dd',
};

/** Bounds what is known of use, and nothing else: an older date must not hide a use, nor the default date a newer part. */
const USES_UNTIL: Parameter = {
  name: 'uses_until',
  type: 'snapshot',
  choices: [],
  list: false,
  required: false,
  default: 'uses',
  meaning:
    'date of the newest snapshot, of any scope, where no date is given; else the given date, of a range the last',
};

/** Entries of an owners file, as the fragment `owners` reads them. */
const OWNER_ENTRY: Parameter = {
  name: 'owner_entry',
  type: 'owner_entry',
  choices: [],
  list: true,
  required: false,
  default: 'none',
  meaning: 'entries of the file of --owners-file',
};

/** Entries of a tasks file, as `worklist` reads them. */
const TASK_ENTRY: Parameter = {
  ...OWNER_ENTRY,
  name: 'task_entry',
  type: 'task_entry',
  meaning: 'entries of the file of --tasks-file',
};

/** What nobody gives a value of: it follows from others, or comes from a file. */
const IMPLIED: readonly Parameter[] = [USES_UNTIL, OWNER_ENTRY, TASK_ENTRY];

/** Whether uses count until a day of their own, because the question judges. */
export function countsUses({ implied }: Pick<Question, 'implied'>): boolean {
  return implied.includes(USES_UNTIL);
}

/** Every question, by name. */
export function readQuestions(): Question[] {
  const shared = readShared();
  return readSqlFiles('').map((file) => readQuestion(file, shared));
}

/** Names of all questions. */
export function questionNames(): string[] {
  return sqlNames('');
}

/** One of them: a fraction of the work of reading all. */
export function readNamedQuestion(name: string, stored: StoredJudgements = NONE_STORED): Question {
  return readQuestion({ name, text: readSql('', name) }, readShared(stored));
}

/** Several of them: what queries/ has for all is read once. */
export function readNamedQuestions(names: readonly string[]): Question[] {
  const shared = readShared();
  return names.map((name) => readQuestion({ name, text: readSql('', name) }, shared));
}

/** What a derived table is made by: a statement of `queries/derived` with the header of a question. */
export function readDerivation(name: string, stored: StoredJudgements = NONE_STORED): Question {
  return readQuestion({ name, text: readSql('derived/', name) }, readShared(stored));
}

/** A statement of `queries/digest`, with the header of a question. */
export function readDigestStatement(name: string, stored: StoredJudgements = NONE_STORED): Question {
  return readQuestion({ name, text: readSql('digest/', name) }, readShared(stored));
}

/** A statement of `queries/report`, with the header of a question. */
export function readReportStatement(name: string, stored: StoredJudgements = NONE_STORED): Question {
  return readQuestion({ name, text: readSql('report/', name) }, readShared(stored));
}

/** A statement as its text declares it. It judges by itself; where it declares the filter `account`, only principals of these. */
export function questionOf(name: string, text: string): Question {
  const shared = readShared();
  const isOfAccounts = namesOf(readHeader(text).header, 'filters').includes('account');
  return readQuestion({ name, text }, isOfAccounts ? { ...shared, source: ofAccounts(shared) } : shared);
}

/** The models, bounded where they begin: nothing of other accounts bears on a principal. */
function ofAccounts({ source, filters }: Shared): ModelSource {
  const { conditions } = found(filters, 'account', 'filters');
  const models = source.models.map((model) =>
    model.name === 'asked_principals' ? { ...model, sql: `${model.sql}\n  ${conditions}` } : model,
  );
  return { ...source, models };
}

/** The models, of the principals alone that the table names; whoever else held or used something does not bear on these. */
function amongThose(models: ModelSource['models'], table: string): ModelSource['models'] {
  return models.map((model) => ({
    ...model,
    sql:
      model.name === 'asked_principals'
        ? `${model.sql}\n  AND account_id || ' ' || principal_id IN (SELECT account_id || ' ' || principal_id FROM ${table})`
        : model.sql.replaceAll('LEFT JOIN asked_principals', 'JOIN asked_principals'),
  }));
}

/** The judgements whose tables a statement reads in the place of the models; null: it judges by itself. */
export interface StoredJudgements {
  readonly judgementId: string | null;
  /** Of the earlier date, where the statement compares two. */
  readonly earlierId: string | null;
  /** Whether an engine copies their rows first: cheaper where a statement reads most of them. */
  readonly isCopied?: boolean;
}

const NONE_STORED: StoredJudgements = { judgementId: null, earlierId: null };

function readShared({ judgementId, earlierId, isCopied = false }: StoredJudgements = NONE_STORED): Shared {
  const models = readModels();
  const fragments = new Map(readSqlFiles('fragments/').map((file) => [file.name, readHeader(file.text)]));
  return {
    filters: new Map(readSqlFiles('filters/').map((file) => [file.name, readFilter(file, fragments)])),
    fragments,
    source: { models, judgementId, isCopied },
    earlier: { models, judgementId: earlierId, isCopied },
  };
}

/** A table with the fragments that it names, as one line, for it goes with the parameter of its filter. */
function tableLine(table: string, fragments: Shared['fragments']): string {
  return table.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const body = withoutComments(found(fragments, name, 'fragments').body);
    return body.replaceAll(/\s*\n\s*/g, ' ').trim();
  });
}

/** What questions name: in headers `filters`, conditions, and `with`, fragments before their own WITH; in their text models. */
interface Shared {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly fragments: ReadonlyMap<string, Headed>;
  readonly source: ModelSource;
  /** The same of an earlier date. */
  readonly earlier: ModelSource;
}

interface Filter {
  /** The value that it filters by, then what else it takes. */
  readonly parameters: readonly [Parameter, ...Parameter[]];
  readonly conditions: string;
  /** From `reads: <name> AS (…)`, a line: what the conditions read, which stands once before the statement; null: nothing. */
  readonly table: string | null;
  /** What an exception leaves out; null: a filter that chooses. */
  readonly leavesOut: LeavesOut | null;
}

/** From `leaves-out: <plural> of <view>, by <filter>, …`: the rows of the view that these filters take and this one drops. */
interface LeavesOut {
  readonly counts: string;
  readonly view: string;
  readonly filters: readonly string[];
}

function readFilter({ name, text }: SqlFile, fragments: Shared['fragments']): Filter {
  const { header, body } = readHeader(text);
  const [, counts, view, filters] = /^(.+) of (\w+), by (.+)$/.exec(header.get('leaves-out')?.[0] ?? '') ?? [];
  const leavesOut = counts && view && filters ? { counts, view, filters: filters.split(', ') } : null;
  const [parameter, ...more] = (header.get('parameter') ?? []).map(readParameter);
  if (parameter === undefined) throw new Error(`No "parameter" in the header of queries/filters/${name}.sql`);
  const [table] = header.get('reads') ?? [];
  return {
    parameters: [parameter, ...more],
    conditions: body,
    table: table === undefined ? null : tableLine(table, fragments),
    leavesOut,
  };
}

function readQuestion({ name, text }: Pick<SqlFile, 'name' | 'text'>, shared: Shared): Question {
  const { header, body: ownBody }: Headed = readHeader(text);
  const readsModels = isOfModels(header, ownBody, shared);
  const isOfOneDate = !header.has('compared-with') && (readsModels || ownBody.includes(':snapshot_date'));
  const named = namesOf(header, 'filters').map((filter) => found(shared.filters, filter, 'filters'));
  const used = isOfOneDate ? named : named.map((filter) => ofOwnDates(filter, header, ownBody));
  const { own, filtering } = parametersOf(header, used, shared);
  const parameters = [...own, SNAPSHOT_DATE, ...filtering];
  const known = new Set([...parameters, ...IMPLIED].map((each) => each.name));
  const whole = { ...shared, known, used };
  const dated = own.some(({ name: each }) => each === LATER_DATE) ? ofLaterDate : (text: string): string => text;
  const body = dated(withFragments(header, ownBody, whole));
  const leftOut = [
    ...countedOf(header, tablesOf(ownBody), whole),
    ...droppedBy(used, body.includes(':snapshot_date') ? ':snapshot_date' : ':from_date, :to_date'),
  ].map((counted) => ({ ...counted, sql: dated(counted.sql) }));
  const texts = [body, ...used.flatMap(({ conditions, table }) => [conditions, table ?? ''])];
  const form = formOf(name);
  return {
    name,
    asked: askedAs(name),
    form,
    selectedBy: selectedBy(form, header),
    question: only(header, 'question', name),
    topic: topicOf(header, name),
    grain: only(header, 'grain', name),
    limits: only(header, 'limits', name),
    first: namesOf(header, 'first'),
    next: header.get('next')?.[0] ?? null,
    claims: (header.get('speaks-of') ?? []).map(readClaim),
    parameters: [...own, ...(body.includes(':snapshot_date') ? [SNAPSHOT_DATE] : []), ...filtering],
    filters: namesOf(header, 'filters'),
    implied: impliedBy([...texts, ...leftOut.map(({ sql }) => sql)], readsModels),
    readsFacts: READS_FACTS.test(body),
    readsModels,
    sql: dated(withTables(withFilters(body, used), used)),
    leftOut,
    isStored: header.has('stored'),
    gap: gapOf(header, whole),
  };
}

/** Those that the header names, and those of its exceptions; those of the filters that are not among them. */
function parametersOf(header: Headed['header'], used: readonly Filter[], { filters }: Shared) {
  const exceptions = namesOf(header, 'exceptions').map((filter) => found(filters, filter, 'filters'));
  const excepting = exceptions.flatMap(({ parameters }) => parameters);
  const own = [...(header.get('parameter') ?? []).map(readParameter), ...excepting];
  const filtering = used.flatMap(({ parameters }) => parameters);
  return { own, filtering: filtering.filter(({ name }) => !own.some((one) => one.name === name)) };
}

function impliedBy(texts: readonly string[], readsModels: boolean): Parameter[] {
  const isNamed = ({ name }: Parameter): boolean => texts.some((text) => text.includes(`:${name}`));
  return IMPLIED.filter((each) => (readsModels && each === USES_UNTIL) || isNamed(each));
}

/** Whether the statement or a fragment before it names a model. */
function isOfModels(header: Headed['header'], body: string, { fragments, source }: Shared): boolean {
  const named = [...fragmentNames(header), ...namesOf(header, 'with-both')].map(
    (name) => fragments.get(name)?.body ?? '',
  );
  const read = new Set([...named, body].flatMap(namesRead));
  return source.models.some(({ name }) => read.has(name));
}

/** From `gap: <key>`; `reported apart`: the answer has no row of it. `, unfiltered` behind it: no filter makes it less. */
function gapOf(header: Headed['header'], whole: Whole): GapStatement | null {
  const [key, ...how] = namesOf(header, 'gap');
  if (key === undefined) return null;
  const body = `SELECT accounts_unmeasured, principals_unmeasured\nFROM ${GAP}`;
  const alone = new Map([
    ['with', [GAP]],
    ['gap', [[REPORTED_APART, ...how].join(', ')]],
  ]);
  const sql = withFilters(withFragments(alone, body, whole), whole.used);
  return { sql: withTables(sql, whole.used), key: key === REPORTED_APART ? null : key };
}

/** What judges, or reads grants and uses of principals itself or by a view. */
const READS_FACTS =
  /:uses_until|\b(?:snapshot|known)_principal_grants\b|\bknown_principal_uses\b|\b(?:snapshot_principals|measured_actions|action_access|service_access|untracked_actions)\b/;

/** The fragment of what was not measured. */
const GAP = 'gap';
const REPORTED_APART = 'reported apart';

/** What the statements of a question are made of, besides themselves. */
interface Whole extends Shared {
  readonly known: ReadonlySet<string>;
  readonly used: readonly Filter[];
}

/** By their parameters; a statement that counts exceptions alone is asked where one is given. */
const EXCEPTIONS: readonly string[] = ['except', 'except_tag', 'except_action', 'except_policy'];

/**
 * From `judged: <table>, <plural>`: by reason, the rows of the table that may not go, or that are not of the age asked; from
 * `excepted: <table>, <plural>`: those that an exception takes from the answer; from `withheld: <table>, <plural>`: those
 * that it names and the answer shows. The table is one of `tables`, the question's own, or of a fragment. `, shown` ends the
 * line of one that holds what the filters choose and nothing else.
 */
function countedOf(header: Headed['header'], tables: string, whole: Whole): LeftOutStatement[] {
  const statement = (
    named: string,
    counting: (table: string) => string,
  ): Omit<LeftOutStatement, 'needs' | 'isShown'> => {
    const [, table = '', counts = '', shown] = /^(\w+), (.+?)(, shown)?$/.exec(named) ?? [];
    const isOwn = [`${table} AS (`, `${table} AS MATERIALIZED (`].some((head) => tables.includes(head));
    const body = withFilters(
      ofDeclared(counting(table), (name) => whole.known.has(name)),
      shown === undefined ? whole.used : [],
    );
    const needed = isOwn || fragmentNames(header).includes(table) ? header : withMore(header, table);
    const sql = withFilters(withFragments(needed, isOwn ? tables + body : body, whole), whole.used);
    return { counts, sql: withTables(sql, whole.used) };
  };
  const excepted = (key: string) =>
    (header.get(key) ?? []).map((named) => ({ ...statement(named, leftOutByExceptions), needs: EXCEPTIONS }));
  return [
    ...(header.get('judged') ?? []).map((named) => ({
      ...statement(named, leftOutOfJudged),
      ...{ needs: [], isShown: false },
    })),
    ...excepted('excepted').map((each) => ({ ...each, isShown: false })),
    ...excepted('withheld').map((each) => ({ ...each, isShown: true })),
  ];
}

function withMore(header: Headed['header'], fragment: string): Headed['header'] {
  return new Map([...header, ['with', [[...namesOf(header, 'with'), fragment].join(', ')]]]);
}

/** The WITH of a statement; empty: it has none of its own. */
function tablesOf(body: string): string {
  return body.startsWith('WITH ') ? body.slice(0, body.indexOf('\n)\nSELECT') + '\n)\n'.length) : '';
}

/** Of a question that takes exceptions by filters, of these dates; one that takes them otherwise shows whom they name. */
function droppedBy(used: readonly Filter[], dates: string): LeftOutStatement[] {
  return used.flatMap(({ parameters: [{ name }], conditions, leavesOut }) => {
    if (leavesOut === null) return [];
    const { counts, view, filters } = leavesOut;
    const taken = used.filter(({ parameters: [parameter] }) => filters.includes(parameter.name));
    const sql = withTables(withFilters(leftOutByFilter(name, view, unmarked(conditions), dates), taken), taken);
    return [{ counts, sql, needs: [name], isShown: false }];
  });
}

/** From its name, and `by: <value>|…` of a form that takes several values or none that its name says. */
function selectedBy({ selector, value }: Form, header: Headed['header']): Question['selectedBy'] {
  const by = header.get('by')?.[0]?.split('|');
  if (by !== undefined) return { by };
  return value === null || selector === 'of' || selector === null ? {} : { [selector]: [value] };
}

function topicOf(header: Headed['header'], file: string): Topic | null {
  const topic = only(header, 'topic', file);
  if (topic === 'none') return null;
  if (isTopic(topic)) return topic;
  throw new Error(`No topic "${topic}", which the header of queries/${file}.sql names`);
}

const LATER_DATE = 'to_date';

/** Of a question that compares two dates: models and fragments that speak of one snapshot speak of the later. */
function ofLaterDate(text: string): string {
  return text.replaceAll(/:snapshot_date\b/g, `:${LATER_DATE}`);
}

const EACH_DATE = 'BETWEEN :from_date AND :to_date';

/** Where a condition speaks of one snapshot, it speaks of those that the question reads. */
function ofOwnDates(filter: Filter, header: Headed['header'], body: string): Filter {
  const [earlier] = namesOf(header, 'compared-with');
  const both = earlier === undefined ? 'IN (:from_date, :to_date)' : `IN (:snapshot_date, :${earlier})`;
  const dates = body.includes(EACH_DATE) ? EACH_DATE : both;
  const dated = (text: string): string => text.replaceAll('= :snapshot_date', dates);
  return { ...filter, conditions: dated(filter.conditions), table: filter.table && dated(filter.table) };
}

/** Filters that rows of accounts have the columns for. */
const OF_ACCOUNTS: readonly string[] = ['account', 'ou'];

function withFilters(body: string, filters: readonly Filter[]): string {
  const ofAccounts = filters.filter(({ parameters: [{ name }] }) => OF_ACCOUNTS.includes(name));
  return body.replaceAll(/^( *)\/\* filters( of accounts)? \*\/$/gm, (_, indent: string, of?: string) =>
    conditionsOf(of === undefined ? filters : ofAccounts, indent),
  );
}

/** The statement after what its filters read, a line each. */
function withTables(sql: string, filters: readonly Filter[]): string {
  const lines = filters.flatMap(({ table }) => (table !== null && sql.includes(tableName(table)) ? [table] : []));
  const [head] = /^WITH\s+/.exec(sql) ?? [];
  return lines.reduceRight(
    (text, line) =>
      head === undefined
        ? `${marked(`WITH ${line}`)}\n${text}`
        : `WITH\n${marked(`${line},`)}\n${text.replace(/^WITH\s+/, '')}`,
    sql,
  );
}

function tableName(table: string): string {
  return table.slice(0, table.indexOf(' '));
}

function conditionsOf(filters: readonly Filter[], indent: string): string {
  return filters.flatMap(({ conditions }) => conditions.split('\n').map((line) => indent + line)).join('\n');
}

function namesOf(header: Headed['header'], key: string): string[] {
  return (header.get(key)?.[0] ?? '').split(', ').filter(Boolean);
}

function found<Part>(parts: ReadonlyMap<string, Part>, name: string, folder: string): Part {
  const part = parts.get(name);
  if (part === undefined) throw new Error(`No "${name}" in queries/${folder}`);
  return part;
}

/**
 * The statement after the models that it reads and the fragments that its header names: common table expressions. After
 * `compared-with: <date>` they stand there once more, of that earlier date, and then those of `with-both`. After
 * `among: <fragment>` this one comes first, and only the principals in its table of that name are judged.
 */
function withFragments(header: Headed['header'], body: string, { known, fragments, source, earlier }: Whole): string {
  const named = fragmentNames(header).map((name) => fragmentNamed(name, header, fragments));
  const statement = withPower(body);
  const textOf = ({ body: text }: Headed): string => withPower(ofDeclared(text, (name) => known.has(name)));
  const fragmentTexts = named.map(textOf);
  const textsOf = (key: string) => namesOf(header, key).map((name) => textOf(found(fragments, name, 'fragments')));
  const ofBoth = textsOf('with-both');
  const read = [...fragmentTexts, ...ofBoth, statement].join('\n');
  const [table] = namesOf(header, 'among');
  const judging =
    table === undefined ? source : { ...source, models: amongThose(source.models, table), judgementId: null };
  const own = [...textsOf('among'), ...modelExpressions(read, judging), ...fragmentTexts];
  const [date] = namesOf(header, 'compared-with');
  const other = date === undefined ? [] : ofEarlierDate(modelExpressions(read, earlier), fragmentTexts, date);
  if (own.length === 0) return statement;
  return withHeads([...own, ...other, ...ofBoth], statement);
}

/** Those that the header names, and that of the gap, where the answer has a row of it. */
function fragmentNames(header: Headed['header']): string[] {
  const [key = REPORTED_APART] = namesOf(header, 'gap');
  const gaps = key === REPORTED_APART ? [] : [GAP];
  return [...namesOf(header, 'with'), ...gaps];
}

function fragmentNamed(name: string, header: Headed['header'], fragments: Whole['fragments']): Headed {
  const fragment = found(fragments, name, 'fragments');
  const isUnfiltered = name === GAP && namesOf(header, 'gap').includes('unfiltered');
  const body = isUnfiltered ? fragment.body.replace(/^ *\/\* filters \*\/\n/m, '') : fragment.body;
  return { ...fragment, body };
}

function only(header: Headed['header'], key: string, file: string): string {
  const [value] = header.get(key) ?? [];
  if (value === undefined) throw new Error(`No "${key}" in the header of queries/${file}.sql`);
  return value;
}

const CLAIM = /^(unused|removable|dormant|candidate), in (?:rows where ([a-z_]+) = (\S+)|the count ([a-z_]+))$/;

function readClaim(text: string): Claim {
  const match = CLAIM.exec(text);
  if (!match) throw new Error(`Not a claim: "${text}"`);
  const [, word, column, value, count] = match;
  return {
    word: word as Claim['word'],
    ...(count === undefined ? {} : { count }),
    ...(column === undefined || value === undefined ? {} : { where: { column, value } }),
  };
}

const PARAMETER = new RegExp(
  `^([a-z_]+) (?:(${Object.keys(PARAMETER_TYPES).join('|')})|(\\w+(?:\\|[\\w ]+?)+))( list)?(?: (optional)| = (\\S+))?: (.+)$`,
);

function readParameter(text: string): Parameter {
  const match = PARAMETER.exec(text);
  if (!match) throw new Error(`Not a parameter: "${text}"`);
  const [, name, type, choices, list, optional, given, meaning] = match;
  return {
    name: name as string,
    type: (type ?? 'choice') as ParameterType,
    choices: choices?.split('|') ?? [],
    list: list !== undefined,
    required: optional === undefined && given === undefined,
    default: given ?? null,
    meaning: meaning as string,
  };
}
