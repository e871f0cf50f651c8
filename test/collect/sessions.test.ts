/** Sessions that end in the middle: every principal measured once, or named. */
import { expect, test } from 'vitest';
import type { Simulation } from '../../src/simulation/simulation.js';
import { collect, memberOf, opened, type Reports, simulated } from '../organization/simulated.js';

const ACCOUNT = { accounts: 2, principalsPerAccount: 40, administratorShare: 0, specialCases: false } as const;

async function collectMember(simulation: Simulation): Promise<Reports> {
  let reports: Reports | undefined;
  await opened(async (open) => {
    reports = await collect(open, memberOf(simulation));
  });
  return reports as Reports;
}

function principalsOf(simulation: Simulation): string[] {
  const account = simulation.truth().accounts.find(({ row }) => row.account_id === memberOf(simulation));
  return (account?.principals ?? []).map(({ row }) => row.principal_id).sort();
}

test('sessions shorter than the run follow one another, and jobs are read by the session that made them', () => {
  const options = { ...ACCOUNT, sessionSeconds: 5, jobMs: [100, 300], limits: { rate: 12, burst: 12 } } as const;
  return simulated(options, async (simulation) => {
    const { reports, outcome } = await collectMember(simulation);
    expect(outcome).toMatchObject({ status: 'exported', unmeasured: [], retracted: [] });
    expect(reports.map(({ principal }) => principal.principal_id).sort()).toEqual(principalsOf(simulation));
    const assumed = simulation.calls.sum({ action: 'sts:AssumeRole' }).total;
    expect(assumed).toBeGreaterThan(1);
    expect(assumed).toBeLessThan(10);
    expect(outcome.calls.total).toBeLessThan(4 * reports.length);
  });
});

test('a role that is removed in the middle leaves what was measured and names the rest', () => {
  const faults = [{ name: 'role-removed', action: 'iam:GetServiceLastAccessedDetails', nth: 12 } as const];
  const options = { ...ACCOUNT, jobMs: [1, 300], faults } as const;
  return simulated(options, async (simulation) => {
    const { reports, outcome } = await collectMember(simulation);
    const all = principalsOf(simulation);
    expect(simulation.calls.sum({ action: 'sts:AssumeRole' }).total).toBeLessThanOrEqual(3);
    expect(outcome).toMatchObject({ status: 'failed', errorCode: 'AccessDenied', principalsTotal: all.length });
    expect(reports.length).toBeGreaterThan(0);
    expect(outcome.unmeasured.length).toBeGreaterThan(0);
    const named = [...reports.map(({ principal }) => principal), ...outcome.unmeasured];
    expect(named.map(({ principal_id }) => principal_id).sort()).toEqual(all);
    for (const row of outcome.unmeasured) {
      expect(row).toMatchObject({ status: 'failed', error_code: 'AccessDenied', services_granted: null });
    }
  });
});
