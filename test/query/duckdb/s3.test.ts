import { expect, it } from 'vitest';
import { openS3 } from '../../../src/query/duckdb/s3.js';

async function opened(broken?: string): Promise<string[]> {
  const statements: string[] = [];
  await openS3(async (sql) => {
    statements.push(sql);
    if (sql === broken) throw new Error('IO Error: no network\nand more');
  });
  return statements;
}

it('loads the extension that reads S3 and the one that finds credentials, before the secret that needs both', async () => {
  expect(await opened()).toEqual([
    ...['INSTALL httpfs', 'LOAD httpfs', 'INSTALL aws', 'LOAD aws'],
    'CREATE SECRET (TYPE s3, PROVIDER credential_chain)',
  ]);
});

it.each([
  ['INSTALL httpfs', 'its extension httpfs cannot be loaded'],
  ['LOAD aws', 'its extension aws cannot be loaded'],
  ['CREATE SECRET (TYPE s3, PROVIDER credential_chain)', 'no credentials are found'],
])('names what failed: %s', async (statement, problem) => {
  await expect(opened(statement)).rejects.toMatchObject({
    name: 'UserError',
    message: `Cannot read S3 with DuckDB: ${problem} (IO Error: no network).`,
    hint: 'Ask with --engine athena, or copy the lake to a folder.',
  });
});
