import { once } from 'node:events';
import { shellQuoted } from '../../model/commands/command-line.js';
import { DAY_MS } from '../../model/days.js';
import { UserError } from '../../model/errors.js';
import { counted } from '../../model/numbers.js';
import type { Simulation } from '../../simulation/simulation.js';
import { declareCommand } from '../command.js';
import { flag, option, repeated, type Values } from '../options/option.js';
import { date, externalId, roleName, wholeNumber } from '../options/parsers.js';

const options = {
  port: option('<number>', 'port on 127.0.0.1; 0: a free one', wholeNumber(0, 65_535), { fallback: 4580 }),
  seed: option('<number>', 'a different seed gives a different organization', wholeNumber(0, 2 ** 31), { fallback: 1 }),
  accountCount: option('<number>', 'accounts of the organization', wholeNumber(1, 10_000), { fallback: 12 }),
  principalsPerAccount: option(
    '<number>',
    'users and roles to generate per account: for every account with --hostile, otherwise for those beyond the twelve',
    wholeNumber(1, 5000),
    { fallback: 15 },
  ),
  hostile: flag(
    'another organization, generated from the seed, with hostile names and tags and the cases that are easy to get wrong',
  ),
  date: option('<yyyy-MM-dd>', 'today in the organization', date, { shown: 'today' }),
  iamRate: option('<number>', 'IAM calls per second that an account allows', wholeNumber(1, 100_000), {
    fallback: 100,
  }),
  roleName: option('<name>', 'role of the members', roleName, { fallback: 'AccessLakeReader' }),
  externalId: option('<id>', 'external ID that the role asks for', externalId, { secret: true }),
  fault: repeated('<fault>', 'a fault to inject; `--fault list` shows them', (text) => text),
};

export const command = declareCommand({
  description:
    'Serves IAM, STS and Organizations of a made-up organization on one loopback port until it is interrupted, ' +
    'and prints the environment that points the AWS SDK there: twelve typical accounts, whose last three ' +
    'quarters follow a story, and more that are generated from the seed.',
  options,
  examples: [
    'access-lake simulate > simulated.env &',
    'until [ -s simulated.env ]; do sleep 1; done',
    '. ./simulated.env; access-lake export --destination ./lake --role-name AccessLakeReader',
    'access-lake simulate --account-count 200 --fault throttle:action=ListUsers,count=5',
    'access-lake simulate --date 2026-08-26     the audit of another day',
  ],
  run: async (values, { terminal, signal, effects }) => {
    if (values.fault.includes('list')) {
      await terminal.print(await faultList());
      return 'ok';
    }
    const simulation = await serve(values, effects.now);
    await terminal.print(environmentScript(simulation.env));
    terminal.note(`Serving ${counted(values.accountCount, 'account')} at ${simulation.url} until interrupted.\n`);
    if (!signal.aborted) await once(signal, 'abort');
    await simulation.stop();
    return 'ok';
  },
});

async function faultList(): Promise<string> {
  const { FAULTS, faultNames } = await import('../../simulation/faults.js');
  const width = Math.max(...faultNames.map(({ length }) => length));
  return faultNames.map((name) => `${name.padEnd(width)}  ${FAULTS[name].description}\n`).join('');
}

async function serve(values: Values<typeof options>, now: () => number): Promise<Simulation> {
  const { parseFault } = await import('../../simulation/faults.js');
  const faults = values.fault.map(parseFault);
  const { startSimulation } = await import('../../simulation/simulation.js');
  const shiftMs = values.date === undefined ? 0 : daysBetween(now(), values.date) * DAY_MS;
  const { port, seed, principalsPerAccount, roleName: role, externalId: id, iamRate } = values;
  return startSimulation({
    port,
    seed,
    principalsPerAccount,
    faults,
    roleName: role,
    accounts: values.accountCount,
    openReads: true,
    organization: values.hostile ? 'random' : 'example',
    storyEndsAt: now(),
    validXml: true,
    clock: () => now() + shiftMs,
    wallClock: () => now() + shiftMs,
    limits: { rate: iamRate, burst: iamRate * 2 },
    ...(id === undefined ? {} : { externalId: id }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    const found = error.code === 'EACCES' ? 'it is reserved' : 'another process is listening there';
    throw new UserError(`Cannot serve on port "${port}": ${found}.`, {
      hint: 'Give another --port, or 0 for a free one.',
    });
  });
}

function daysBetween(now: number, day: string): number {
  return Math.round(Date.parse(day) / DAY_MS) - Math.floor(now / DAY_MS);
}

/** For a POSIX shell to read: settings that would lead elsewhere are unset first. */
function environmentScript(environment: Readonly<Record<string, string>>): string {
  const elsewhere = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'];
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${shellQuoted(value)}`);
  return `${[`unset ${elsewhere.join(' ')}`, ...exports].join('\n')}\n`;
}
