/** An attempt to publish: `publish/<n>` is taken by one process, and tells then what could not be measured. */
import type { Progress } from '../../model/progress.js';
import type { ExportSummary } from '../../model/summary.js';
import type { Store } from '../../store/store.js';
import { getJson, putJson } from '../json.js';
import { attemptsFolder, numberOf } from '../keys.js';
import { listAll } from '../lists.js';
import { isGap, isListOf, isObject, isSourceGap, isText } from '../shape.js';

/** Empty where the attempt is taken and nothing is told yet. */
export type AttemptRecord = Partial<Pick<ExportSummary, 'gaps' | 'sourceGaps' | 'accountsWithFailures'>>;

const attemptKey = (planId: string, attempt: number): string => `${attemptsFolder(planId)}${attempt}`;

/** The number of an attempt that nobody else has. */
export async function takeAttempt(store: Store, planId: string): Promise<number> {
  const folder = attemptsFolder(planId);
  const taken = (await listAll(store, folder)).map((entry) => numberOf(entry.key, folder) ?? 0);
  const attempt = Math.max(0, ...taken) + 1;
  const answer = await putJson(store, attemptKey(planId, attempt), {}, { ifAbsent: true });
  return answer === 'stored' ? attempt : takeAttempt(store, planId);
}

export async function tellAttempt(store: Store, planId: string, attempt: number, told: AttemptRecord): Promise<void> {
  await putJson(store, attemptKey(planId, attempt), told);
}

/** What the attempt of a run told; nothing where it is gone, or is not as Access Lake writes it, which is noted. */
export async function readAttempt(store: Store, runId: string, progress: Progress): Promise<AttemptRecord> {
  const end = runId.lastIndexOf('-');
  const key = attemptKey(runId.slice(0, end), Number(runId.slice(end + 1)));
  const record = await getJson(store, key, isAttemptRecord);
  if (record !== 'damaged') return record ?? {};
  const message = `${key} is not as Access Lake writes it: what could not be measured is counted without its reasons`;
  progress({ type: 'notice', message });
  return {};
}

function isAttemptRecord(value: unknown): value is AttemptRecord {
  if (!isObject(value)) return false;
  const { gaps, sourceGaps, accountsWithFailures } = value;
  return (
    (gaps === undefined || isListOf(gaps, isGap)) &&
    (sourceGaps === undefined || isListOf(sourceGaps, isSourceGap)) &&
    (accountsWithFailures === undefined || isListOf(accountsWithFailures, isAccountId))
  );
}

function isAccountId(value: unknown): value is string {
  return isText(value) && /^\d{12}$/.test(value);
}
