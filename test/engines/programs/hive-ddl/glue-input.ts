/** What Glue is told for a statement of Hive's grammar. */
import type { Tree } from './parser.js';

/** One call of the Glue API. `ifExists` and `ifNotExists`: its refusal for that reason is no failure. */
export interface GlueCall {
  readonly operation: 'CreateDatabase' | 'DeleteDatabase' | 'CreateTable' | 'DeleteTable';
  readonly input: Record<string, unknown>;
  readonly ifExists?: boolean;
  readonly ifNotExists?: boolean;
}

/** The call that does what the statement says; tables named without a database are those of `database`. */
export function glueCallOf(statement: Tree, database: string | undefined): GlueCall {
  const [root] = children(statement);
  if (root === undefined) throw new Error('The statement is empty');
  switch (root[0]) {
    case 'TOK_CREATEDATABASE':
      return createDatabase(root);
    case 'TOK_DROPDATABASE':
      return { operation: 'DeleteDatabase', input: { Name: name(root[1]) }, ifExists: has(root, 'TOK_IFEXISTS') };
    case 'TOK_CREATETABLE':
      return createTable(root, database);
    case 'TOK_DROPTABLE':
    case 'TOK_DROPVIEW': {
      const [DatabaseName, Name] = tableName(root[1], database);
      return { operation: 'DeleteTable', input: { DatabaseName, Name }, ifExists: has(root, 'TOK_IFEXISTS') };
    }
    default:
      throw new Error(`The test's Glue does not know ${root[0]}`);
  }
}

function createDatabase(root: Tree): GlueCall {
  const Description = text(find(root, 'TOK_DATABASECOMMENT')?.[1]);
  return {
    operation: 'CreateDatabase',
    input: { DatabaseInput: { Name: name(root[1]), ...(Description === undefined ? {} : { Description }) } },
    ifNotExists: has(root, 'TOK_IFNOTEXISTS'),
  };
}

function createTable(root: Tree, database: string | undefined): GlueCall {
  if (!children(root).some(([token]) => token.toLowerCase() === 'external')) {
    throw new Error('Athena creates EXTERNAL tables only');
  }
  const [DatabaseName, Name] = tableName(root[1], database);
  const comment = text(find(root, 'TOK_TABLECOMMENT')?.[1]);
  return {
    operation: 'CreateTable',
    input: {
      DatabaseName,
      TableInput: {
        Name,
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: columns(find(root, 'TOK_TABLEPARTCOLS')?.[1]),
        Parameters: { EXTERNAL: 'TRUE', ...(comment === undefined ? {} : { comment }), ...properties(root) },
        StorageDescriptor: storage(root),
      },
    },
    ifNotExists: has(root, 'TOK_IFNOTEXISTS'),
  };
}

function storage(root: Tree): Record<string, unknown> {
  const Location = text(find(root, 'TOK_TABLELOCATION')?.[1]);
  if (!Location?.endsWith('/')) throw new Error(`Athena wants a location that ends in "/": ${Location}`);
  if (find(root, 'TOK_FILEFORMAT_GENERIC')?.[1]?.[0].toUpperCase() !== 'PARQUET')
    throw new Error('STORED AS PARQUET only');
  return {
    Columns: columns(find(root, 'TOK_TABCOLLIST')),
    // As Athena keeps it.
    Location: Location.replace(/\/$/, ''),
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  };
}

function columns(list: Tree | undefined): { Name: string; Type: string; Comment?: string }[] {
  return children(list).map(([, column, type, comment]) => ({
    Name: name(column),
    Type: hiveType(type),
    ...(comment === undefined ? {} : { Comment: text(comment) as string }),
  }));
}

function hiveType(type: Tree | undefined): string {
  const [token = '', ...of] = type ?? [];
  if (token === 'TOK_LIST') return `array<${hiveType(of[0] as Tree)}>`;
  if (token === 'TOK_MAP') return `map<${hiveType(of[0] as Tree)},${hiveType(of[1] as Tree)}>`;
  return token.replace(/^TOK_/, '').toLowerCase();
}

function properties(root: Tree): Record<string, string> {
  const list = find(root, 'TOK_TABLEPROPERTIES')?.[1] as Tree | undefined;
  return Object.fromEntries(children(list).map(([, key, value]) => [text(key), text(value)]));
}

function tableName(tree: Tree | string | undefined, database: string | undefined): [string | undefined, string] {
  const parts = children(tree as Tree).map(name);
  return parts.length === 1 ? [database, parts[0] as string] : [parts[0], parts[1] as string];
}

const children = (tree: Tree | undefined): Tree[] => (tree?.slice(1) ?? []) as Tree[];
const find = (tree: Tree, token: string): Tree | undefined => children(tree).find((child) => child[0] === token);
const has = (tree: Tree, token: string): boolean => find(tree, token) !== undefined;

/** A name as Hive keeps it: without its backticks, in lower case. */
function name(tree: Tree | string | undefined): string {
  return (tree?.[0] ?? '')
    .replace(/^`(.*)`$/s, '$1')
    .replaceAll('``', '`')
    .toLowerCase();
}

/** What a string literal says; two beside each other (`'a''b'`) are one text, `ab`, as in Hive. */
function text(tree: Tree | string | undefined): string | undefined {
  const literals = tree?.[0].match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs);
  return literals?.map((literal) => unescaped(literal.slice(1, -1))).join('');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', b: '\b' };

function unescaped(literal: string): string {
  return literal.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
