/** The questions of `queries/*.sql`, read from their headers. */

import { readSqlFiles, type SqlFile } from '../sql-files.js';
import { type Headed, readHeader } from './header.js';

/**
 * `snapshot`: date of a snapshot, yyyy-MM-dd; `account`: its ID; `ou`: ID of an OU or root; `service`: its namespace;
 * `days`: a whole number of days, at most as many as IAM looks back;
 * `arn`: of a user or role, `:name.account` is its account;
 * `action`: as in a policy, such as s3:GetObject, with `:name.service` and `:name.name`;
 * `tag`: `key=value` or `key`, `:name.json` and `:name.escaped` are how it may be in a principal's tags; `choice`: one of the choices.
 */
export type ParameterType =
  | 'string'
  | 'integer'
  | 'days'
  | 'snapshot'
  | 'account'
  | 'ou'
  | 'arn'
  | 'service'
  | 'action'
  | 'tag'
  | 'choice';

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

export interface Question {
  readonly name: string;
  /** The question in a sentence. */
  readonly question: string;
  readonly parameters: readonly Parameter[];
  /** What one row of the answer is. */
  readonly grain: string;
  /** What the answer cannot tell. */
  readonly limits: string;
  /**
   * The statement, parameters as `:name`. A line that names an optional parameter which is not given is left out;
   * so such a line is always one whole condition.
   */
  readonly sql: string;
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

/** Every question, by name. */
export function readQuestions(): Question[] {
  const filters = new Map(readSqlFiles('filters/').map((file) => [file.name, readFilter(file)]));
  return readSqlFiles('').map((file) => readQuestion(file, filters));
}

interface Filter {
  readonly parameter: Parameter;
  readonly conditions: string;
}

function readFilter({ name, text }: SqlFile): Filter {
  const { header, body } = readHeader(text);
  return { parameter: readParameter(only(header, 'parameter', name)), conditions: body };
}

function readQuestion({ name, text }: SqlFile, filters: ReadonlyMap<string, Filter>): Question {
  const { header, body }: Headed = readHeader(text);
  const used = (header.get('filters')?.[0] ?? '')
    .split(', ')
    .filter(Boolean)
    .map((filter) => filterOf(filter, filters));
  const own = (header.get('parameter') ?? []).map(readParameter);
  return {
    name,
    question: only(header, 'question', name),
    grain: only(header, 'grain', name),
    limits: only(header, 'limits', name),
    parameters: [
      ...own,
      ...(body.includes(':snapshot_date') ? [SNAPSHOT_DATE] : []),
      ...used.map(({ parameter }) => parameter),
    ],
    sql: body.replaceAll(/^( *)\/\* filters \*\/$/gm, (_, indent: string) => conditionsOf(used, indent)),
  };
}

function conditionsOf(filters: readonly Filter[], indent: string): string {
  return filters.flatMap(({ conditions }) => conditions.split('\n').map((line) => indent + line)).join('\n');
}

function filterOf(name: string, filters: ReadonlyMap<string, Filter>): Filter {
  const filter = filters.get(name);
  if (!filter) throw new Error(`No filter "${name}" in queries/filters`);
  return filter;
}

function only(header: Headed['header'], key: string, file: string): string {
  const [value] = header.get(key) ?? [];
  if (value === undefined) throw new Error(`No "${key}" in the header of queries/${file}.sql`);
  return value;
}

const PARAMETER =
  /^([a-z_]+) (?:(string|integer|days|snapshot|account|ou|arn|service|action|tag)|(\w+(?:\|[\w ]+?)+))( list)?(?: (optional)| = (\S+))?: (.+)$/;

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
