/** What becomes of a source where its answers are spoiled: its account is measured, and its state says what is not known. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { type Fault, parseFault } from '../../src/simulation/faults.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { verify } from '../../src/verify/verify.js';
import { enter } from '../environment.js';
import { inFolder, optionsFor } from '../export/lake.js';
import { fastEffects } from './fast-effects.js';
import { judge, listedNow, readAccounts } from './judge.js';

/** The fault of an account, how the source ends there, and whether its rows are those of the truth: where not, the judge must see it. */
const CASES: readonly (readonly [fault: string, ending: string, isRight: boolean])[] = [
  ['credentials-no-capacity:count=1', 'collected', true],
  ['credentials-slow:ms=300', 'collected', true],
  ['credentials-lost:count=1', 'collected', true],
  ['credentials-expired:count=1', 'collected', true],
  ['credentials-more-columns', 'collected', true],
  ['credentials-reordered', 'collected', true],
  ['credentials-in-quotes', 'collected', true],
  ['credentials-crlf', 'collected', true],
  ['credentials-upper-case', 'collected', true],
  ['credentials-fewer-columns', 'collected', false],
  ['credentials-unknown-words', 'collected', false],
  ['credentials-user-again', 'collected', false],
  ['credentials-user-missing:at=1', 'collected', false],
  ['credentials-cut', 'partial RowsUnreadable', true],
  ['access-denied:action=ListServiceSpecificCredentials', 'partial AccessDenied', true],
  ['access-denied:action=GenerateCredentialReport', 'refused AccessDenied', true],
  ['scp-deny:action=iam:GetCredentialReport', 'refused DeniedByServiceControlPolicy', true],
  ['credentials-never-ready', 'failed ReportTimedOut', true],
  ['credentials-of-another', 'failed ReportOfAnotherAccount', true],
  ['credentials-of-before', 'failed ReportOutOfDate', true],
  ['credentials-no-keys', 'failed ReportUnreadable', true],
  ['credentials-no-csv', 'failed ReportUnreadable', true],
];

const SIMULATION = {
  seed: 11,
  accounts: CASES.length * 2,
  principalsPerAccount: 4,
  administratorShare: 0,
  specialCases: false,
  jobMs: [1, 3],
  limits: { rate: Number.POSITIVE_INFINITY, burst: 1 },
} as const;

interface Placed {
  readonly text: string;
  readonly fault: Fault;
  readonly account: TruthAccount;
  readonly ending: string;
  readonly isRight: boolean;
}

/** Each fault in an account of its own, which has a user at least. */
function place(simulation: Simulation): Placed[] {
  const { accounts, callerAccountId } = simulation.truth();
  const hasUser = ({ credentials }: TruthAccount) => credentials.credentials.some(({ is_root }) => !is_root);
  const members = accounts.filter((one) => one.row.account_id !== callerAccountId && hasUser(one));
  return CASES.map(([text, ending, isRight], at) => {
    const account = members[at] as TruthAccount;
    const fault: Fault = { ...parseFault(text), account: account.row.account_id };
    simulation.faults.add(fault);
    return { text, fault, account, ending, isRight };
  });
}

function expectEnding({ text, account, ending, isRight }: Placed, lake: ReturnType<LakeOf>): void {
  const state = lake.evidence_sources.find(({ source }) => source === 'credentials');
  expect([state?.status, state?.error_code].filter(Boolean).join(' '), text).toBe(ending);
  const { status, silent } = judge(lake, account, listedNow(account));
  expect(status, text).toBe('exported');
  const strange = silent.filter((line) => isRight || !/^(credentials|access_keys):/.test(line));
  expect(strange, text).toEqual([]);
  if (!isRight) expect(silent, text).not.toEqual([]);
}

type LakeOf = Awaited<ReturnType<typeof readAccounts>>;

test('each fault is a state of its source, and no more', async () => {
  const simulation = await startSimulation(SIMULATION);
  const leave = enter(simulation.env);
  try {
    const placed = place(simulation);
    await inFolder(async (folder, store) => {
      await exportSnapshot(optionsFor(store, { jobTimeoutMs: 2_000_000 }), fastEffects(400));
      const { damages } = await verify(store, { signal: new AbortController().signal, onRun: () => {} });
      expect(damages).toEqual([]);
      const lake = await readAccounts(folder);
      for (const one of placed) {
        expectEnding(one, lake(one.account.row.account_id));
        expect(simulation.faults.struck(one.fault), one.text).toBeGreaterThan(0);
      }
    });
  } finally {
    leave();
    await simulation.stop();
  }
}, 120_000);
