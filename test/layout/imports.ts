/** Who imports whom under src, and who may by the table in CONTRIBUTING.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Text of each source, by its path such as `src/model/errors.ts`. */
export type Sources = ReadonlyMap<string, string>;

export function readSources(): Sources {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ts$/.test(name),
  );
  return new Map(
    names.map((name) => [`src/${name.replaceAll(sep, '/')}`, readFileSync(join(root, 'src', name), 'utf8')]),
  );
}

/** What a row of the table allows, by its first column such as `src/store/s3/`; `all`: everything. */
export type Rules = ReadonlyMap<string, readonly string[] | 'all'>;

export function readRules(): Rules {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(src\/[^`]+)` *\|[^|]*\| ([^|]+?) *\|$/gm)];
  return new Map(rows.map(([, folder = '', may = '']) => [folder, may === 'all' ? may : may.split(', ')]));
}

/** Paths that a file imports: statically, by type alone, or when it runs. Fails for one that is not a literal. */
export function importsOf(path: string, text: string): string[] {
  if (/\bimport\(\s*[^'\s]/.test(text)) throw new Error(`${path} imports what no literal names`);
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(
    ([, name]) => name as string,
  );
  return specifiers.map((name) => relative(root, resolve(root, dirname(path), name)).replace(/\.js$/, '.ts'));
}

/** Imports that no row of the table allows. */
export function violations(sources: Sources, rules: Rules): string[] {
  return [...sources].flatMap(([path, text]) =>
    importsOf(path, text)
      .filter((imported) => !isAllowed(path, imported, rules))
      .map((imported) => `${path} imports ${imported}`),
  );
}

function isAllowed(path: string, imported: string, rules: Rules): boolean {
  const [row, target] = [rowOf(path, rules), rowOf(imported, rules)];
  if (row === undefined || target === undefined) return false;
  const may = rules.get(row);
  if (may === 'all' || imported.startsWith(row)) return true;
  return (may ?? []).some((folder) => imported.startsWith(`src/${folder}/`));
}

/** The longest row that a path is under. */
function rowOf(path: string, rules: Rules): string | undefined {
  const rows = [...rules.keys()].filter((row) => (row.endsWith('/') ? path.startsWith(row) : path === row));
  return rows.sort((a, b) => b.length - a.length)[0];
}

/** Files that reach themselves by imports, those of types included. */
export function cycles(sources: Sources): string[] {
  const imports = new Map([...sources].map(([path, text]) => [path, importsOf(path, text)]));
  return [...imports.keys()].filter((path) => reachedFrom(path, imports).has(path));
}

function reachedFrom(path: string, imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const left = [path];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const imported of imports.get(next) ?? []) {
      if (!reached.has(imported)) left.push(imported);
      reached.add(imported);
    }
  }
  return reached;
}
