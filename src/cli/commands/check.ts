import type { Check } from '../../check.js';
import type { ExitName } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { openDestination } from '../exporting.js';
import { type AthenaValues, athenaOptions, openCatalog } from '../options/athena.js';
import { flag } from '../options/option.js';
import {
  accessOf,
  accessOptions,
  checkAccess,
  collectOptions,
  planOptions,
  scopeOf,
  scopeOptions,
  storeOptions,
} from '../options/shared.js';
import { checkText } from '../text/check-text.js';

export const command = declareCommand({
  description:
    'Checks what would prevent an export before you start one: who the caller is, whether the organization can be listed, whether the role ' +
    'can be assumed and IAM read in each account, whether the sources of --collect can be asked there, whether the destination can be written, and with --athena whether Athena answers. ' +
    'It measures nothing and leaves nothing behind.',
  options: {
    ...storeOptions,
    ...accessOptions,
    ...scopeOptions,
    collect: planOptions.collect,
    accountConcurrency: collectOptions.accountConcurrency,
    athena: flag('check Athena too, with the options below'),
    ...athenaOptions,
    json: flag('one line of JSON per check'),
  },
  examples: [
    'access-lake check --this-account --destination ./lake',
    'access-lake check --role-name AccessLakeReader --destination s3://my-bucket/lake --athena',
  ],
  check: (values) => checkAccess(values, values),
  run: async (values, { terminal, signal, effects }) => {
    const { checkSetup } = await import('../../check.js');
    const store = values.destination === undefined ? undefined : await openDestination(values, 'check');
    const askAthena = values.athena ? () => ask(values, values.destination ?? '', signal) : undefined;
    const onAccount = (done: number, of: number) => {
      if (done % 100 === 0 && done < of) terminal.note(`Checked ${done} of ${of} accounts.\n`);
    };
    const { accountConcurrency, collect: sources } = values;
    const [access, scope] = [accessOf(values), scopeOf(values, values)];
    const checks = await checkSetup(
      { access, scope, sources, accountConcurrency, store, askAthena, onAccount, signal },
      effects,
    );
    await terminal.print(
      values.json ? checks.map((check) => `${jsonForTerminal(check)}\n`).join('') : checkText(checks),
    );
    return exitOf(checks);
  },
});

async function ask(values: AthenaValues, location: string, signal: AbortSignal): Promise<void> {
  const { known, serverEngine, close } = await openCatalog(values, location, signal);
  try {
    await known.hasDatabase(values.database);
    await serverEngine.query('SELECT 1', [], { signal });
  } finally {
    await close();
  }
}

/** Accounts and named sources that would be recorded as gaps are exit 3; what would end an export is exit 4. */
function exitOf(checks: readonly Check[]): ExitName {
  const failed = checks.filter(({ ok, isNeeded }) => !ok && isNeeded);
  if (failed.length === 0) return 'ok';
  return failed.every(({ accountId }) => accountId !== null) ? 'gaps' : 'nothing';
}
