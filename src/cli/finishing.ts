/** What a command that commits does behind its commit, and its last line. */
import type { ExitName } from '../model/errors.js';
import type { ExportSummary } from '../model/summary.js';
import type { Store } from '../store/store.js';
import type { Context } from './command.js';
import { handDerived, renewDerived, type trendsOptions } from './deriving.js';
import type { Values } from './options/option.js';
import type { outputOptions } from './options/shared.js';
import { type renewalOptions, renewViews } from './renewal.js';
import { nextText } from './text/summary.js';

interface Committed {
  readonly store: Store;
  readonly summary: ExportSummary;
  /** How the command ends where nothing behind its commit fails. */
  readonly exit: ExitName;
}

type FinishValues = Values<typeof trendsOptions & typeof renewalOptions & typeof outputOptions>;

/** Renews what is made of the lake, here or by the supervisor, and says what to do next. */
export async function finish(
  { store, summary, exit }: Committed,
  values: FinishValues,
  context: Context,
): Promise<ExitName> {
  const last = values.json ? '' : nextText(summary);
  if (await handDerived(store, values, last, context)) return exit;
  const derived = await renewDerived(store, exit, values, context);
  const end = await renewViews(values, summary.location, derived, context);
  if (last !== '') await context.terminal.print(last);
  return end;
}
