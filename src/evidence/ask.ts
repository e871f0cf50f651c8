/** Asks one source in one account, and says how that ended. */
import type { SourceResult, SourceRows } from '../model/sources.js';
import { type Failure, failureOf } from './failure.js';
import type { Ask, AskContext, AskedSource, ProbeContext, SourceOutcome } from './source.js';

/**
 * What goes wrong at AWS is in the result: it fails no account. Throws Interrupted, a UserError where the credentials of the
 * caller ended, and bugs.
 */
export async function askSource(source: AskedSource, context: AskContext): Promise<SourceResult> {
  const rows: SourceRows[] = [];
  const ended = () => ({ source: source.name, finishedAt: context.effects.now() });
  try {
    const outcome = await drain(source.ask(context), rows);
    return { mayPass: false, ...outcome, ...ended(), rows };
  } catch (error) {
    return { ...failureOf({ ...source, account: context.account }, error), ...ended(), generatedAt: null, rows: [] };
  }
}

async function drain(asked: ReturnType<Ask>, into: SourceRows[]): Promise<SourceOutcome> {
  for (;;) {
    const next = await asked.next();
    if (next.done) return next.value;
    into.push(next.value);
  }
}

/** What would keep the source from being collected in the account; undefined: nothing that a probe can tell. Throws as askSource does. */
export async function probeSource(source: AskedSource, context: ProbeContext): Promise<Failure | undefined> {
  try {
    await source.probe(context);
    return undefined;
  } catch (error) {
    return failureOf({ ...source, account: context.account }, error);
  }
}
