/** Tools of others, from PyPI, against the organization as `access-lake simulate` serves it: by hand, before a release. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { pythonWith, runThere } from '../clients/python.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-peers-'));
let simulation: Simulation;
let payments: TruthAccount;

beforeAll(async () => {
  simulation = await startSimulation({ organization: 'example', openReads: true, validXml: true });
  const { accounts } = simulation.truth();
  payments = accounts.find(({ row }) => row.account_name === 'payments-prod') as TruthAccount;
});
afterAll(async () => {
  await simulation.stop();
  rmSync(folder, { recursive: true });
});

test('the AWS CLI lists, pages and waits for a report', async () => {
  const python = await pythonWith('awscli', '1.46.3');
  const aws = async (...args: string[]) =>
    JSON.parse(await runThere(simulation, python, ['-m', 'awscli', '--output', 'json', ...args]));
  const { Accounts } = await aws('organizations', 'list-accounts');
  expect(Accounts).toHaveLength(12);
  const management = simulation.truth().accounts.find(({ row }) => row.is_management_account) as TruthAccount;
  const roles = management.principals.map(({ row }) => row).filter((row) => row.principal_type === 'role');
  const listed = await aws('iam', 'list-roles', '--page-size', '2', '--query', 'Roles[].RoleName');
  expect(listed).toEqual(roles.map((row) => row.principal_name));
  const role = management.principals.find(({ row }) => row.principal_name === 'SecurityScanner');
  const arn = role?.row.principal_arn as string;
  const { JobId } = await aws('iam', 'generate-service-last-accessed-details', '--arn', arn);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const report = await aws('iam', 'get-service-last-accessed-details', '--job-id', JobId);
  expect(report.ServicesLastAccessed).toHaveLength(role?.row.services_granted as number);
  await expect(aws('s3api', 'list-buckets')).rejects.toThrow(/NotImplemented|501/);
});

test('Cloud Custodian finds the vendor that never came, and the administrators', async () => {
  const python = await pythonWith('c7n', '0.9.53');
  const role = `arn:aws:iam::${payments.row.account_id}:role/AccessLakeReader`;
  const policies = fileURLToPath(new URL('custodian.yml', import.meta.url));
  const run = [
    'run',
    '--output-dir',
    folder,
    '--region',
    'us-east-1',
    '--assume',
    role,
    '--cache-period',
    '0',
    policies,
  ];
  await runThere(simulation, python, ['-c', 'from c7n.cli import main; main()', ...run]);
  const found = (policy: string): string[] =>
    JSON.parse(readFileSync(join(folder, policy, 'resources.json'), 'utf8')).map(
      ({ RoleName }: { RoleName: string }) => RoleName,
    );
  expect(found('vendors-that-never-came')).toEqual(['CloudCostVendorRole']);
  const administrators = payments.principals
    .map(({ row }) => row)
    .filter((row) => row.attached_policy_arns?.includes('arn:aws:iam::aws:policy/AdministratorAccess'));
  expect(found('administrators').sort()).toEqual(administrators.map((row) => row.principal_name).sort());
});
