/** Digests made by hand, to be shown. */

import type { DigestValues } from '../../../src/cli/digest/options.js';
import { digestOptions } from '../../../src/cli/digest/options.js';
import { readValues } from '../../../src/cli/options/option.js';
import type { Comparison } from '../../../src/digest/digest.js';
import { uidOf } from '../../../src/digest/finding.js';
import type { KindCode } from '../../../src/digest/kinds.js';

/** The values of a command line. */
export function valuesOf(given: Readonly<Record<string, readonly string[]>>): DigestValues {
  return readValues(digestOptions, given, {}, 0);
}

type Cells = Readonly<Record<string, string | number | boolean | null>>;

/** What a row of every kind says, unless told otherwise. */
const ROW: Cells = {
  ...{ finding_rank: 1, account_id: '111122223333', account_name: 'shop', principal_id: 'AROAAPP', subject: null },
  ...{ principal_arn: 'arn:aws:iam::111122223333:role/app', error_code: null, error_message: null },
  ...{
    task_code: 'NARROW_PRINCIPAL',
    subject_type: 'PRINCIPAL',
    services_removable: 1,
    owner: null,
    administrative_actions: 2,
    services: 1,
    actions: 3,
  },
  ...{ trusted: 'AWS:*', example: 'iam:PutRolePolicy', power: 'administrator', is_administrator: true },
  ...{ last_used_at: null, from_last_used_at: null, to_last_used_at: '2026-06-30 10:00:00.000' },
};

export function findingOf(kind: KindCode, cells: Cells = {}) {
  const row = { ...ROW, kind, ...cells };
  return { uid: uidOf('o-example', row), kind, row };
}

export function comparisonOf(findings: Comparison['findings'], changes: Partial<Comparison> = {}): Comparison {
  return {
    ...{ type: 'comparison', fromDate: '2026-06-24', toDate: '2026-07-01', organizationId: 'o-example', findings },
    compared: { accounts: 2, accountsCompared: 2, principalsNotCompared: 0, principalsNew: 0, principalsGone: 0 },
    ...{ snoozed: 0, sheet: undefined, ...changes },
  };
}
