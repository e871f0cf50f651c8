/** Of each code what looks as if it had to be said, and it is not: what a careless statement would mistake. */
import type { ReasonCode } from '../../../src/model/judgement/reasons.js';
import { type JudgedRow, judgementsOf, rowName } from '../reasons/judgements.js';
import type { Named } from '../reasons/oracle/uses.js';
import type { Made } from './features.js';

/** One lake and date, under fewer days and under more. */
export interface Asked extends Made {
  readonly date: string;
  readonly rows: ReadonlyMap<string, JudgedRow>;
  readonly withMoreDays: ReadonlyMap<string, JudgedRow>;
}

/** What documents name, whether or not IAM shows it. */
const NAMED: readonly Named[] = [
  { service: 's3', action: 'putbucketacl' },
  { service: 's3', action: 'putobject' },
  { service: 'sqs', action: 'purgequeue' },
];
const EXCEPT = { principals: ['app'], actions: ['s3:Tag*'] };

export function askedAt(made: Made, date: string, [fewer, more]: readonly [number, number]): Asked {
  const rowsAt = (days: number): Map<string, JudgedRow> => {
    const rows = [...judgementsOf(made.lake, { date, days, except: EXCEPT }, NAMED)];
    return new Map(rows.map((row) => [rowName(row), row]));
  };
  return { ...made, date, rows: rowsAt(fewer), withMoreDays: rowsAt(more) };
}

type Test = (row: JudgedRow, asked: Asked) => boolean;

/** The same item under more days has it. */
const isAfterward =
  (code: ReasonCode): Test =>
  (row, { withMoreDays }) =>
    withMoreDays.get(rowName(row))?.codes.has(code) === true;

/** Each is asked of rows that lack the code. */
export const NEAR: Readonly<Record<ReasonCode, Test>> = {
  SERVICE_LINKED: (row, asked) => isPrincipal(row, asked, (path) => path === '/service-role/'),
  LEAVES_NO_ROW: ({ service, action }) => service === 'kms' && action === 'createkey',
  NOT_TRACKED: (row) => NAMED.some(({ service, action }) => row.service === service && row.action === action),
  UNPROVEN: ({ service }) => service === 'y',
  USED: (row, { rows }) =>
    row.action !== null && rows.get(rowName({ ...row, action: null }))?.codes.has('USED') === true,
  NOT_MEASURED: (row, { rows }) => row.subject.kind !== 'principal' && [...rows.values()].some(isUnmeasured),
  BLIND: isAfterward('BLIND'),
  NEW_THING: isAfterward('NEW_THING'),
  YOUNG_PRINCIPAL: isAfterward('YOUNG_PRINCIPAL'),
  YOUNG_GRANT: isAfterward('YOUNG_GRANT'),
  LITTLE_EVIDENCE: isAfterward('LITTLE_EVIDENCE'),
  // The policy of the same name in another account, or that of an earlier run.
  BOUNDARY: ({ subject }, { lake }) =>
    subject.kind === 'managed_policy' &&
    subject.arn.endsWith('/own') &&
    (lake.get('principals') ?? []).some(({ permissions_boundary_arn }) => permissions_boundary_arn !== null),
  IDLE_BY_DESIGN: (row, asked) => isPrincipal(row, asked, (path) => path === '/break-glass/'),
  EXCEPTED: ({ service, action }) => service === 'sqs' && action === 'tagresource',
};

function isPrincipal({ subject }: JudgedRow, { lake, date }: Asked, hasPath: (path: unknown) => boolean): boolean {
  return (
    subject.kind === 'principal' &&
    (lake.get('principals') ?? []).some(
      (row) => row.snapshot_date === date && row.principal_id === subject.principalId && hasPath(row.path),
    )
  );
}

function isUnmeasured({ codes }: JudgedRow): boolean {
  return codes.has('NOT_MEASURED');
}
