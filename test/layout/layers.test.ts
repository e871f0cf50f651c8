/** The table of CONTRIBUTING.md is the rule of who may import whom: the sources keep it, and what breaks it is seen. */
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { cycles, importsOf, readRules, readSources, violations } from './imports.js';

const [sources, rules] = [readSources(), readRules()];

/** What breaks the table with these files that does not without them. */
const planted = (files: Readonly<Record<string, string>>): string[] => {
  const before = violations(sources, rules);
  return violations(new Map([...sources, ...Object.entries(files)]), rules).filter((one) => !before.includes(one));
};

test('every import is one that the table allows', () => {
  expect(sources.size).toBeGreaterThan(200);
  expect(violations(sources, rules)).toEqual([]);
});

test('no file imports itself by way of others, and not by a type either', () => {
  expect(cycles(sources)).toEqual([]);
  const planted = new Map([...sources, ['src/model/errors.ts', "import type { A } from './escape.js';"]]);
  const back = new Map([...planted, ['src/model/escape.ts', "import { UserError } from './errors.js';"]]);
  expect(cycles(back)).toEqual(['src/model/errors.ts', 'src/model/escape.ts']);
});

test.each([
  ['a static import', 'src/model/planted.ts', "import { check } from '../store/store.js';", 'src/store/store.ts'],
  [
    'an import of a type',
    'src/store/planted.ts',
    "import type { A } from '../tables/encoder.js';",
    'src/tables/encoder.ts',
  ],
  [
    'an import over lines',
    'src/collect/p.ts',
    "import {\n  a,\n} from '../tables/encoder.js';",
    'src/tables/encoder.ts',
  ],
  ['an import for its effect', 'src/tables/planted.ts', "import '../store/store.js';", 'src/store/store.ts'],
  [
    'an import that runs later',
    'src/report/p.ts',
    "const a = () => import('../snapshot/keys.js');",
    'src/snapshot/keys.ts',
  ],
  ['an export', 'src/simulation/planted.ts', "export { a } from '../collect/account.js';", 'src/collect/account.ts'],
  ['a type of an import', 'src/query/p.ts', "type A = import('../collect/iam.js').Iam;", 'src/collect/iam.ts'],
  ['the command line', 'src/lake/planted.ts', "import { a } from '../cli/version.js';", 'src/cli/version.ts'],
  [
    'a later step of proposals',
    'src/propose/evidence/p.ts',
    "import type { A } from '../assess/assessment.js';",
    'src/propose/assess/assessment.ts',
  ],
  ['the folder around', 'src/propose/write/p.ts', "import { a } from '../recheck.js';", 'src/propose/recheck.ts'],
  ['a folder below', 'src/query/duckdb/p.ts', "import { a } from '../../aws/caller.js';", 'src/aws/caller.ts'],
])('%s is an import', (_kind, path, text, imported) => {
  expect(planted({ [path]: text })).toEqual([`${path} imports ${imported}`]);
});

test('a folder that the table lacks may be imported by nobody, and imports nothing', () => {
  const breaches = planted({
    'src/newroom/planted.ts': "import { UserError } from '../model/errors.js';",
    'src/cli/planted.ts': "import '../newroom/planted.js';",
  });
  expect(breaches).toEqual([
    'src/newroom/planted.ts imports src/model/errors.ts',
    'src/cli/planted.ts imports src/newroom/planted.ts',
  ]);
});

test('an import that no literal names is refused', () => {
  expect(() => planted({ 'src/cli/planted.ts': 'await import(name);' })).toThrow('no literal');
});

test('the verifier of proposals shares nothing with what it proves, the reading of patterns included', () => {
  const own = [...sources].filter(([path]) => path.startsWith('src/propose/verify/'));
  const imported = own.flatMap(([path, text]) => importsOf(path, text));
  expect(own.length).toBeGreaterThan(1);
  expect(imported.filter((path) => !path.startsWith('src/propose/verify/'))).toEqual([
    'src/propose/evidence/use-evidence.ts',
  ]);
  expect(
    importsOf('src/propose/evidence/use-evidence.ts', sources.get('src/propose/evidence/use-evidence.ts') as string),
  ).toEqual([]);
});

test('a folder has at most 20 files', () => {
  const files = [...sources.keys()];
  const counts = files.map((path) => files.filter((other) => dirname(other) === dirname(path)).length);
  expect(files.filter((_, at) => (counts[at] as number) > 20)).toEqual([]);
});
