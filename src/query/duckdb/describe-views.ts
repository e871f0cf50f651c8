/** The views with their columns, as DuckDB finds them over tables without rows. */

import { columnComment, type DescribedView } from '../catalog/view-comments.js';
import { allRows } from '../engine/all-rows.js';
import { viewDates } from '../sql/lake-dates.js';
import { readViews } from '../sql/views.js';
import { engineOn, openTables } from './open-tables.js';

export async function describeViews(): Promise<DescribedView[]> {
  const engine = engineOn(await openTables({ root: '/', runs: [], files: [] }, {}));
  try {
    const found = await allRows(
      engine,
      "SELECT table_name, column_name, lower(data_type) FROM information_schema.columns WHERE table_schema = 'main' ORDER BY table_name, ordinal_position",
      [],
    );
    const rows = found.map((row) => row.map(String) as [string, string, string]);
    return readViews(viewDates([])).map(({ name, topic, comment, grain }) => {
      const own = rows.filter(([view]) => view === name);
      const columns = own.map(([, column, type]) => ({ name: column, type, comment: columnComment(name, column) }));
      return { name, topic, comment, grain, columns };
    });
  } finally {
    await engine.close();
  }
}
