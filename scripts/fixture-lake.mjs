/**
 * Makes what test/fixtures/lakes keeps of a build: `node scripts/fixture-lake.mjs make <build> <fixture>` writes a lake
 * and a staged plan, `… answers <build> <fixture>` the answers alone. `<build>`: a checkout with its dist/.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const AUDITS = [
  { date: '2026-05-31', faults: [] },
  { date: '2026-08-29', faults: ['role-missing:count=1', 'job-failed:count=2'] },
];
const LINES_KEPT = 40;
const roleName = 'AccessLakeReader';
const [what, buildGiven, fixtureGiven] = process.argv.slice(2);
if (fixtureGiven === undefined || !['make', 'answers'].includes(what)) {
  throw new Error('Usage: node scripts/fixture-lake.mjs make|answers <build> <fixture>');
}
const program = join(resolve(buildGiven), 'dist/cli/main.js');
const fixture = resolve(fixtureGiven);
const lake = join(fixture, 'lake');
const staged = join(fixture, 'staged');

if (what === 'make') await make();
writeAnswers();

async function make() {
  rmSync(fixture, { recursive: true, force: true });
  for (const { date, faults } of AUDITS) {
    await simulated(date, faults, (env) => {
      run(['export', '--destination', lake, '--role-name', roleName], env, [0, 3]);
    });
  }
  await simulated(AUDITS.at(-1).date, [], stagePlan);
  writeFileSync(join(fixture, 'arguments.json'), `${JSON.stringify(argumentsOf(), null, 2)}\n`);
}

/** A plan of which the first half of the accounts is collected. */
function stagePlan(env) {
  const access = ['--destination', staged, '--role-name', roleName];
  const { planId } = JSON.parse(run(['plan', ...access], env, [0]));
  run(['collect', ...access, '--plan', planId, '--shard', '1/2'], env, [0, 3]);
}

/** What the questions that cannot be asked without one are asked for, by their name. */
function argumentsOf() {
  const arn = measuredRole();
  return {
    action_users: { action: 'iam:CreateUser,s3:GetObject' },
    policy_holders: { policy: 'AdministratorAccess,ReadOnlyAccess' },
    principal_access: { principal: arn },
    principal_history: { principal: arn },
    service_users: { service: 'iam,s3' },
    unexpected_regions: { expected: 'eu-central-1' },
  };
}

function measuredRole() {
  const rows = JSON.parse(run(['query', 'principals', '--destination', lake, '--format', 'json']));
  const isActive = ({ status, principal_type: type, actions_accessed: used }) =>
    status === 'exported' && type === 'role' && used > 0;
  return rows.find(isActive).principal_arn;
}

function writeAnswers() {
  const answers = join(fixture, 'answers');
  rmSync(answers, { recursive: true, force: true });
  mkdirSync(answers, { recursive: true });
  const given = JSON.parse(readFileSync(join(fixture, 'arguments.json'), 'utf8'));
  const sums = {};
  for (const name of questions()) {
    const options = Object.entries(given[name] ?? {}).flatMap(([parameter, value]) => [`--${parameter}`, value]);
    const csv = run(['query', name, '--destination', lake, '--format', 'csv', ...options]);
    sums[name] = createHash('sha256').update(csv).digest('hex');
    writeFileSync(join(answers, `${name}.csv`), head(csv));
  }
  writeFileSync(join(fixture, 'answers.json'), `${JSON.stringify(sums, null, 2)}\n`);
}

/** Those that the fixture has answers of; of a new one, those that the build lists. */
function questions() {
  const kept = join(fixture, 'answers.json');
  if (existsSync(kept)) return Object.keys(JSON.parse(readFileSync(kept, 'utf8')));
  return [...run(['query']).matchAll(/^([a-z_]+) {2,}/gm)].map(([, name]) => name);
}

/** The lines that are kept to be read; of the others the checksum alone. */
function head(csv) {
  return csv.split('\n').slice(0, LINES_KEPT).join('\n');
}

/** Does the work while the build serves a simulated organization as of that date. */
async function simulated(date, faults, work) {
  const clock = { NODE_OPTIONS: `--import ${clockOf(date)}` };
  const options = ['--port', '0', '--account-count', '3', '--principals-per-account', '1'];
  const args = [program, 'simulate', ...options, ...faults.flatMap((one) => ['--fault', one])];
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

function run(args, env = {}, allowed = [0]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (!allowed.includes(status)) throw new Error(`access-lake ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
