// Makes anew what the project keeps of its own build, and tests hold it to: `npm run renew`, or `npm run renew answers reads`.
// Look at the difference before it is committed: it shows which answers a change touched. Needs a build (`npm run build`).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFixture } from './fixture-lake.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** All of the project `engines` that call openComparedTwins: what they do not ask is dropped from the record. */
const COMPARED = ['questions', 'propose', 'views'].map((name) => `test/engines/questions/${name}.test.ts`);

/** What each makes, in the order in which one may need another. */
const RENEWED = {
  /** queries/tables, docs/tables.md, docs/views.md, the views of lists that ship as data, the dashboards. */
  generated: () => run('npm', ['run', 'generate']),
  /** docs/questions.md, by the demo. */
  questions: renewQuestions,
  /** test/query/reads.json: what each question reads. */
  reads: () => vitest('processes', ['test/query/reads.process.test.ts'], { READS: 'renew' }),
  /** test/laws/answers.json: what each question answers over a random lake. */
  answers: () => vitest('laws', ['test/laws/answers.test.ts'], { ANSWERS: 'renew' }),
  /** test/recorded/answers.tsv: what Trino answers to the statements of the files that compare it with DuckDB; for minutes. */
  trino: () => vitest('engines', COMPARED, { ASK_TRINO: 'record' }),
  /** test/fixtures/lake and staged: run ids and times differ each time, so it is made only where it is named. */
  fixture: makeFixture,
};
const ONLY_NAMED = ['fixture', 'trino'];

function run(command, args, env = {}) {
  execFileSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
}

function vitest(project, files, env) {
  run('npx', ['vitest', 'run', '--project', project, ...files], env);
}

function renewQuestions() {
  const folder = mkdtempSync(join(tmpdir(), 'access-lake-renew-'));
  try {
    const lake = join(folder, 'lake');
    run(process.execPath, ['dist/cli/main.js', 'demo', '--destination', lake]);
    run(process.execPath, ['scripts/questions.mjs', lake]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(RENEWED, name));
if (unknown.length > 0) throw new Error(`Cannot renew "${unknown}": there are ${Object.keys(RENEWED).join(', ')}`);
const names = named.length > 0 ? named : Object.keys(RENEWED).filter((name) => !ONLY_NAMED.includes(name));
for (const name of names) await RENEWED[name]();
