/** What `report` does: asks, and writes one file. */
import type { ExitName } from '../model/errors.js';
import { harmless } from '../model/harmless.js';
import { writeReport } from '../report/write.js';
import type { Context } from './command.js';
import { bytes } from './numbers.js';
import { openEngine } from './query-engine.js';
import { placeOf } from './query-place.js';
import { queryProgress } from './query-progress.js';
import type { ReportValues } from './report-options.js';
import { toolVersion } from './version.js';

export async function report(values: ReportValues, { terminal, signal, effects }: Context): Promise<ExitName> {
  const engine = await openEngine(values, 'write the report', signal);
  try {
    const progress = queryProgress(engine.name, terminal);
    const written = await writeReport(
      engine,
      values.out,
      {
        snapshotDate: values.snapshotDate,
        toolVersion: toolVersion(),
        place: placeOf(values, engine.name),
        signal,
        onProgress: progress.report,
      },
      { effects },
    );
    progress.end();
    await terminal.print(
      `${harmless(written.path)}: the report of ${written.summary.date}, ${bytes(written.bytes)}; open it in a browser.\n`,
    );
    return 'ok';
  } finally {
    await engine.close();
  }
}
