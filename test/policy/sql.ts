import { DuckDBInstance } from '@duckdb/node-api';

/** Which of the actions the view `never_removed` holds, in order. */
export async function duckdbOver(view: string, actions: readonly string[]): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(view);
    const held: string[] = [];
    for (const action of actions) {
      const [service = '', name = ''] = action.toLowerCase().split(':');
      const sql = `SELECT count(*) FROM never_removed
        WHERE ? LIKE service_pattern ESCAPE '!' AND ? LIKE action_pattern ESCAPE '!'`;
      const rows = await connection.runAndReadAll(sql, [service, name]);
      if (Number(rows.getRows()[0]?.[0]) > 0) held.push(action);
    }
    return held;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
