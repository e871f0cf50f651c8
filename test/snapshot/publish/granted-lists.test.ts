/** Which lists of actions the rows of a part hold, and what is written of them. */
import { describe, expect, test } from 'vitest';
import type { Codes, Columns } from '../../../src/model/columns.js';
import { grantedLists, principalGrants } from '../../../src/model/tables/facts.js';
import { actionLastAccessed, principals, serviceLastAccessed } from '../../../src/model/tables.js';
import { actionsOfRows } from '../../../src/snapshot/publish/facts/actions-of-rows.js';
import { RunFacts } from '../../../src/snapshot/publish/facts/facts.js';
import { CHUNK_ROWS, GrantedLists } from '../../../src/snapshot/publish/facts/granted-lists.js';
import { listsOfPart } from '../../../src/snapshot/publish/facts/lists-of-part.js';
import { columnsOf, rowsOf } from '../../../src/tables/columns/rows.js';
import { listHash } from '../../../src/tools/list-hash.js';

/** `principal service action …`. */
type Granted = `${string} ${string} ${string}`;

const ACCOUNT = '111111111111';

function actionRows(...granted: Granted[]): Columns {
  const rows = granted.flatMap((text) => {
    const [principal_arn = '', service_namespace = '', ...names] = text.split(' ');
    return names.map((action_name) => ({
      ...NO_USE,
      account_id: ACCOUNT,
      principal_arn,
      service_namespace,
      action_name,
    }));
  });
  return columnsOf(actionLastAccessed, rows);
}

const NO_USE = { last_accessed_at: null, last_accessed_region: null, last_accessed_entity_arn: null };

const listsIn = (rows: Columns) => listsOfPart(rows, actionsOfRows(rows));

/** Rows of the chunks as `service hash action`, in order. */
function written(chunks: Iterable<Columns>): string[] {
  const rows = [...chunks].flatMap((chunk) => rowsOf(grantedLists, chunk));
  return rows.map((row) => `${row.service_namespace} ${row.list_hash} ${row.action_name}`).sort();
}

const all = (lists: GrantedLists, ...parts: Columns[]): Columns[] => [
  ...parts.flatMap((part) => [...lists.add(listsIn(part))]),
  lists.done(),
];

describe('the lists of a part', () => {
  test('are by principal and service, whatever the order of rows and names', () => {
    const lists = listsIn(
      actionRows('bob s3 Get List', 'eve s3 List', 'bob ec2 Run', 'eve s3 Get', 'eve ec2 Stop', 'bob s3 Put'),
    );
    expect(lists.get('bob')?.get('s3')?.hash).toBe(listHash(['Get', 'List', 'Put']));
    expect(lists.get('eve')?.get('s3')?.hash).toBe(listHash(['Get', 'List']));
    expect(lists.get('bob')?.get('ec2')?.hash).toBe(listHash(['Run']));
    expect(lists.get('eve')?.get('ec2')?.hash).toBe(listHash(['Stop']));
  });

  test('of one digest and other actions are not mistaken for each other', () => {
    const places = Array.from({ length: 33 }, (_, at) => `A${at}`); // [1, 0] and [0, 31] have one digest
    const lists = listsIn(actionRows(`all s ${places.join(' ')}` as Granted, 'bob s A1 A0', 'eve s A0 A31'));
    expect(lists.get('bob')?.get('s')?.actionNames).toEqual(['A1', 'A0']);
    expect(lists.get('eve')?.get('s')?.actionNames).toEqual(['A0', 'A31']);
  });
});

describe('granted_lists', () => {
  test('hold each list once, over all parts; lists of two services with one hash are two', () => {
    const chunks = all(
      new GrantedLists(),
      actionRows('bob s3 Get List', 'eve s3 List Get', 'eve ec2 Get'),
      actionRows('joe s3 Get List', 'joe sqs Get'),
    );
    const [both, one] = [listHash(['Get', 'List']), listHash(['Get'])];
    expect(written(chunks)).toEqual([`ec2 ${one} Get`, `s3 ${both} Get`, `s3 ${both} List`, `sqs ${one} Get`]);
  });

  test('know no more lists than their bound, and write others again', () => {
    const parts = ['bob s A', 'bob s B', 'bob s C', 'bob s A', 'bob s C'].map((text) => actionRows(text as Granted));
    const names = written(all(new GrantedLists(2), ...parts)).map((row) => row.split(' ')[2]);
    expect(names.sort()).toEqual(['A', 'A', 'B', 'C']);
  });

  test('come in chunks, though one list of 20,000 actions follows the other', () => {
    const parts = Array.from({ length: 8 }, (_, list) => {
      const names = Array.from({ length: 20_000 }, (_, at) => `A${list}x${at}`);
      return actionRows(`bob s ${names.join(' ')}`);
    });
    const chunks = all(new GrantedLists(), ...parts);
    expect(chunks.map(({ rows }) => rows)).toEqual([CHUNK_ROWS, CHUNK_ROWS, 160_000 - 2 * CHUNK_ROWS]);
    const names = chunks.flatMap(({ columns }) => (columns.action_name as Codes).dictionary);
    expect(new Set(names).size).toBe(160_000);
  });
});

describe('principal_grants', () => {
  const principal = (principal_arn: string) => ({
    ...Object.fromEntries(Object.keys(principals.columns).map((name) => [name, null])),
    ...{ run_id: 'r', account_id: ACCOUNT, principal_arn, principal_id: `ID-${principal_arn}`, principal_type: 'role' },
    ...{ principal_name: '', path: '/', is_service_linked: false, status: 'exported', generated_at: 7 },
  });
  const service = (principal_arn: string, service_namespace: string, actions_tracked: number) => ({
    ...{ account_id: ACCOUNT, principal_arn, service_namespace, actions_tracked, actions_accessed: 0 },
    ...{ ...NO_USE, service_name: null, total_authenticated_entities: null },
  });

  test('name the list of each service, and none where IAM tracks no action', () => {
    const facts = new RunFacts();
    const made = [
      ...facts.take(ACCOUNT, {
        principals: columnsOf(principals, [principal('bob'), principal('eve')] as never),
        service_last_accessed: columnsOf(serviceLastAccessed, [
          service('eve', 's3', 1),
          service('bob', 's3', 2),
          service('bob', 'aws-portal', 0),
        ]),
        action_last_accessed: actionRows('bob s3 Get List', 'eve s3 Get'),
      }),
      ...facts.end(),
    ];
    const rows = made
      .filter(([table]) => table === principalGrants)
      .flatMap(([, chunk]) => rowsOf(principalGrants, chunk))
      .map((row) => [row.principal_id, row.service_namespace, row.list_hash, row.generated_at]);
    expect(rows).toEqual([
      ['ID-eve', 's3', listHash(['Get']), 7],
      ['ID-bob', 's3', listHash(['Get', 'List']), 7],
      ['ID-bob', 'aws-portal', null, 7],
    ]);
  });

  test('of a part without a row of actions have no list', () => {
    const tables = {
      principals: columnsOf(principals, [principal('bob')] as never),
      service_last_accessed: columnsOf(serviceLastAccessed, [service('bob', 'aws-portal', 0)]),
    };
    const made = [...new RunFacts().take(ACCOUNT, tables)].find(([table]) => table === principalGrants);
    expect(rowsOf(principalGrants, made?.[1] as Columns)).toMatchObject([{ list_hash: null, actions_tracked: 0 }]);
  });
});
