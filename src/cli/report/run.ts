/** What `report` does: asks, and writes one file. */
import type { ExitName } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { writeReport } from '../../report/write.js';
import type { Context } from '../command.js';
import { decidedIn } from '../query/decided.js';
import { withEngine } from '../query/engine.js';
import { tellNewerPart } from '../query/notes.js';
import { bytes } from '../text/numbers.js';
import { toolVersion } from '../version.js';
import { type ReportValues, reportPath } from './options.js';
import { placeOf } from './place.js';

export async function report(values: ReportValues, context: Context): Promise<ExitName> {
  const { terminal, signal, effects } = context;
  const decided = await decidedIn(values, context);
  return withEngine(values, { action: 'write the report' }, context, async (engine, progress) => {
    const written = await writeReport(
      engine,
      reportPath(values),
      {
        snapshotDate: values.snapshotDate,
        toolVersion: toolVersion(),
        place: placeOf(values, engine.name),
        proposals: values.proposals,
        decided,
        signal,
        onProgress: progress.report,
      },
      { effects },
    );
    progress.end();
    await terminal.print(
      `${escapeForTerminal(written.path)}: the report of ${written.summary.date}, ${bytes(written.bytes)}; open it in a browser.\n`,
    );
    tellNewerPart(written.summary.newerPart, terminal);
    return 'ok';
  });
}
