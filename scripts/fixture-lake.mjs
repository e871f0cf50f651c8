/**
 * Makes test/fixtures anew with this build: `lake`, two audits of a small simulated organization, in the second of which
 * an account denies the role and two reports fail at first, and `staged`, a plan of which every second account is collected.
 * Apart from ids and times of a run, the facts are the same each time. Needs a build (`npm run build`).
 */
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const AUDITS = [
  { date: '2026-05-31', faults: [] },
  { date: '2026-08-29', faults: ['role-missing:account=000521200001', 'job-failed:count=2'] },
];
const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
export const LAKE = fileURLToPath(new URL('../test/fixtures/lake', import.meta.url));
const STAGED = fileURLToPath(new URL('../test/fixtures/staged', import.meta.url));
const ROLE = ['--role-name', 'AccessLakeReader'];

export async function makeFixture() {
  for (const place of [LAKE, STAGED]) rmSync(place, { recursive: true, force: true });
  await makeFixtureLake(LAKE);
  await simulated(AUDITS.at(-1).date, [], (env) => {
    const access = ['--destination', STAGED, ...ROLE];
    const { planId } = JSON.parse(run(['plan', ...access], env, [0]));
    run(['collect', ...access, '--plan', planId, '--shard', '1/2'], env, [0, 3]);
  });
}

/** Both audits, into a folder that is not there yet. */
export async function makeFixtureLake(lake) {
  for (const { date, faults } of AUDITS) {
    await simulated(date, faults, (env) => run(['export', '--destination', lake, ...ROLE], env, [0, 3]));
  }
}

/** Does the work while the build serves a simulated organization as of that date. */
async function simulated(date, faults, work) {
  const clock = { NODE_OPTIONS: `--import ${clockOf(date)}` };
  const options = ['--port', '0', '--account-count', '3', '--principals-per-account', '1'];
  const args = [PROGRAM, 'simulate', ...options, ...faults.flatMap((one) => ['--fault', one])];
  const server = spawn(process.execPath, args, { env: { ...process.env, ...clock } });
  try {
    work({ ...(await environmentOf(server)), ...clock });
  } finally {
    server.kill();
  }
}

/** A module that makes a process begin on the morning of that date: `export` measures today alone. */
function clockOf(date) {
  const text = `const ahead = ${Date.parse(`${date}T09:00:00Z`)} - Date.now(), Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length > 0 ? given : [Real.now() + ahead])); }
      static now() { return Real.now() + ahead; }
    };`;
  return `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
}

/** What the server prints: lines of `export NAME=value`. */
async function environmentOf(server) {
  let text = '';
  for await (const chunk of server.stdout) {
    text += chunk;
    const lines = [...text.matchAll(/^export ([A-Z_0-9]+)='?(.*?)'?$/gm)];
    if (text.includes('AWS_SECRET_ACCESS_KEY=')) {
      return Object.fromEntries(lines.map(([, name, value]) => [name, value]));
    }
  }
  throw new Error(`The simulation ended: ${text}`);
}

/** The output of a command of the build, which must end with one of the codes that are allowed. */
export function run(args, env, allowed) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (!allowed.includes(status)) throw new Error(`access-lake ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
