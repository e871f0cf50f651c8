/** What came of a document within the days: nobody had them to use it. */
import { daysBefore } from '../../model/days.js';
import type { Common } from './common.js';
import type { EarlierText, ManagedPolicy } from './snapshot.js';
import type { Gap, Subject } from './subject.js';

type Lately = Pick<Subject, 'isCreatedLately' | 'earlierTexts'>;

const AS_BEFORE: Lately = { isCreatedLately: false, earlierTexts: [] };

/** A policy that an account's own people wrote; what AWS changes in its own is told by the reports of the holders alone. */
export function latelyOf(policy: ManagedPolicy, common: Common): Lately & { readonly gaps: readonly Gap[] } {
  const { createdAt, updatedAt, isAwsManaged, accountId, arn, document } = policy;
  const beginning = daysBefore(common.snapshot.date, common.days);
  const isLate = (moment: string | null): boolean => moment !== null && moment > `${beginning} 00:00:00`;
  if (isAwsManaged || !isLate(updatedAt)) return { ...AS_BEFORE, gaps: [] };
  const earlier = common.snapshot.earlier.get(`${accountId} ${arn}`) ?? [];
  const isShown = earlier.some(
    ({ changedAt, firstDate }) => firstDate <= beginning || (changedAt !== null && !isLate(changedAt)),
  );
  const isCreatedLately = isLate(createdAt) && !isShown;
  const gap: Gap = { code: 'young_document', subject: `changed on ${(updatedAt as string).slice(0, 10)}` };
  return { isCreatedLately, earlierTexts: textsOf(earlier, document), gaps: isShown || isCreatedLately ? [] : [gap] };
}

/** Each once; not the text of now. */
export function textsOf(earlier: readonly EarlierText[], now: string | null): string[] {
  return [...new Set(earlier.map(({ text }) => text))].filter((text) => text !== now);
}
