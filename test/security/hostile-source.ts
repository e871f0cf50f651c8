/** An organization in memory whose every free text is hostile, and in which each text stands where AWS lets one stand. */
import type { Source } from '../../src/collect/source.js';
import type { AccountOutcome, AccountReports } from '../../src/model/report.js';
import type { PrincipalRow } from '../../src/model/tables.js';
import { HOSTILE_TEXTS } from '../../src/simulation/world/hostile.js';
import { type FakeAccount, fakeSource } from '../export/fake-source.js';

/** What the simulated organization knows, and what belongs to spreadsheets, logs and file names. */
export const TEXTS: readonly string[] = [
  ...HOSTILE_TEXTS,
  '\t=1+1',
  '\n@SUM(A1)',
  '\uff1dHYPERLINK("http://x")',
  'a;=1+1',
  '-1+cmd',
  "' OR '1'='1",
  '\u009b31m C1 \u0085',
  '\u2066isolated\u2069 \u200f\ufeff',
  '[/color](javascript:x) | `a` | <b>',
  '\ud83d lone half',
];

/** One account a text, with a role that was measured and one that failed; every second account fails at its end. */
export function hostileSource(): Source {
  const accounts = TEXTS.map((_, at): FakeAccount => {
    const role = (name: string) => ({ id: `AROA${at}${name}`, name, actions: 1 });
    const ends = at % 2 === 1 ? { ends: 'AccessLost' } : {};
    return { id: idOf(at), principals: [role('measured'), { ...role('failed'), fails: 'Broken' }], ...ends };
  });
  const source = fakeSource(accounts);
  const textOf = (id: string): string => TEXTS[Number(id) - 100_000_000_000] as string;
  return {
    ...source,
    accounts: (scope) =>
      source.accounts(scope).map((planned) => {
        const text = textOf(planned.account.id);
        const named = { name: text, ouPathNames: `Root/${text}`, email: text, tags: { k: text, [text]: 'v' } };
        return { ...planned, account: { ...planned.account, ...named } };
      }),
    reports: (account, options) => hostile(textOf(account.id), source.reports(account, options)),
  };
}

export function idOf(at: number): string {
  return String(100_000_000_000 + at);
}

async function* hostile(text: string, reports: AccountReports): AccountReports {
  for (let next = await reports.next(); ; next = await reports.next()) {
    if (next.done) return outcomeWith(text, next.value);
    yield { ...next.value, principal: principalWith(text, next.value.principal) };
  }
}

function principalWith(text: string, row: PrincipalRow): PrincipalRow {
  return {
    ...row,
    path: `/${text}/`,
    tags: { k: text, [text]: 'v' },
    permission_set_name: text,
    inline_policy_names: [text],
    error_message: row.error_message === null ? null : text,
  };
}

function outcomeWith(text: string, outcome: AccountOutcome): AccountOutcome {
  return {
    ...outcome,
    errorMessage: outcome.errorMessage === null ? null : text,
    unmeasured: outcome.unmeasured.map((row) => principalWith(text, row)),
    groups: outcome.groups.map((group) => ({ ...group, group_name: text, path: `/${text}/` })),
    inlinePolicies: outcome.inlinePolicies.map((policy) => ({ ...policy, policy_name: text, document: text })),
  };
}
