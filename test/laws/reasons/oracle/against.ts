/**
 * The oracle: everything that speaks against taking something away, by the plainest reading of the rows. Statements of
 * the project are held to it in both directions: a reason that is missing fails, and so does one that is not here.
 */
import { REASONS, type ReasonCode } from '../../../../src/model/reasons.js';
import { SUBJECTS } from '../../../../src/model/subjects.js';
import {
  evidenceAt,
  evidenceDays,
  GRANT_AGES,
  type GrantAge,
  grantAge,
  isNewThing,
  isYoungGrant,
  isYoungPrincipal,
} from './ages.js';
import { isExceptedPrincipal, isIdleByDesign, namesPrincipal } from './exceptions.js';
import { type History, type Sighting, thingOf } from './history.js';
import { itemCodes } from './item-codes.js';
import type { Item, Question } from './question.js';
import { type Snapshot, snapshotOf } from './snapshot.js';
import { holdersOf, unmeasuredAccounts } from './subjects.js';
import { isBlindWithin, isUsedWithin, isUseOf, type Named } from './uses.js';
import { type FirstSeen, firstSeen, witnessesIn } from './witnesses.js';

export interface Judgement {
  readonly codes: ReadonlySet<ReasonCode>;
  readonly bits: number;
  /** Who holds it now, those that were not measured included. */
  readonly holders: number;
  /** Of these, measured, and with evidence of their own of at least the days, whatever is asked about. */
  readonly holdersWithEvidence: number;
  /** Of the holders, how many each code is said of. */
  readonly counts: ReadonlyMap<ReasonCode, number>;
  readonly accountsUnmeasured: number;
  /** The least known of its measured holders; null: there is none, or no service is named. */
  readonly grantAge: GrantAge | null;
  /** Nobody can say whether a user is dormant: its keys are not collected. */
  readonly undecidedBecause: 'user_use_not_collected' | null;
}

/** What a holder is judged by. */
interface Case {
  readonly history: History;
  readonly snapshot: Snapshot;
  readonly item: Item;
  readonly question: Question;
  /** What runs up to `usesUntil` saw: uses and blind Regions alone are read from it. */
  readonly seen: readonly Sighting[];
  /** Reports of runs up to the date. */
  readonly reports: readonly Sighting[];
  /** Null: no service is named. */
  readonly first: FirstSeen | null;
}

interface Judged {
  readonly codes: ReadonlySet<ReasonCode>;
  readonly age: GrantAge | null;
  readonly hasEvidence: boolean;
  /** Whether it counts for neither side: neither its youth nor the age of its grant says anything. */
  readonly isIgnored: boolean;
}

export function reasonsAgainst(history: History, item: Item, question: Question): Judgement {
  const asked = caseOf(history, item, question);
  const { now, earlier } = holdersOf(history, asked.snapshot, item.subject, namesPrincipal(question.exempted ?? []));
  const judged = havingIt(now, item).map((holder) => judge(asked, holder));
  const unmeasured = unmeasuredAccounts(asked.snapshot, item.subject);
  const codes = new Set<ReasonCode>([
    ...judged.flatMap((each) => [...each.codes]),
    ...itemCodes(history, asked.snapshot, item, question),
  ]);
  const isMissing = item.subject.kind === 'principal' && now.length === 0;
  if (unmeasured.length > 0 || isMissing) codes.add('NOT_MEASURED');
  if (earlier.some((sighting) => wasUsedThen(asked, sighting))) codes.add('USED');
  if (isWithoutEvidence(item, judged)) codes.add('YOUNG_PRINCIPAL');
  return {
    ...{ codes, bits: bitsOf(codes), counts: countsOf(judged), accountsUnmeasured: unmeasured.length },
    ...{ holders: judged.length, holdersWithEvidence: judged.filter((each) => each.hasEvidence).length },
    ...{ grantAge: leastKnown(judged), undecidedBecause: undecided(item, now, codes) },
  };
}

function caseOf(history: History, item: Item, question: Question): Case {
  const reports = history.sightings.filter(({ date, isMeasured }) => isMeasured && date <= question.date);
  const { service, action } = item;
  return {
    ...{ history, item, question, reports, snapshot: snapshotOf(history, question.date) },
    seen: history.sightings.filter(({ date }) => date <= (question.usesUntil ?? question.date)),
    first: service === null ? null : firstSeen(reports, witnessesIn(history, reports), { service, action }),
  };
}

/**
 * Those of the holders to whom IAM shows the grant, and those that were not measured, who may have it. What a document
 * names and IAM shows to none of its holders, all are taken to have; what an SCP denies nobody there loses.
 */
function havingIt(now: readonly Sighting[], { subject, service, action }: Item): readonly Sighting[] {
  if (service === null) return now;
  const shows = ({ things }: Sighting): boolean => things.has(thingOf(service, action));
  const isNamed = !SUBJECTS[subject.kind].isBoundByScps && !now.some(shows);
  return isNamed ? now : now.filter((holder) => shows(holder) || !holder.isMeasured);
}

function judge(asked: Case, holder: Sighting): Judged {
  const moment = momentOf(asked, holder);
  const codes = new Set<ReasonCode>([...principalCodes(asked, holder, moment)]);
  if (!holder.isMeasured) return { codes: codes.add('NOT_MEASURED'), age: null, hasEvidence: false, isIgnored: false };
  const young = youngCodes(asked, holder, moment);
  const isIgnored =
    SUBJECTS[asked.item.subject.kind].youngHolders === 'count for neither side' &&
    young.includes('YOUNG_PRINCIPAL') &&
    !codes.has('USED');
  for (const code of young) if (!isIgnored || code !== 'YOUNG_PRINCIPAL') codes.add(code);
  return { codes, isIgnored, age: ageOf(asked, holder, moment), hasEvidence: hasEvidence(asked, holder) };
}

/** The days run back from the report; where there is none, from the first moment of the date, which forgets least. */
function momentOf({ history, question }: Case, holder: Sighting): number {
  return evidenceAt(history, holder) ?? Date.parse(`${question.date}T00:00:00Z`);
}

function principalCodes(asked: Case, holder: Sighting, moment: number): ReasonCode[] {
  const { item, question, seen } = asked;
  const own = seen.filter((each) => isSamePrincipal(each, holder));
  const countsExceptions = SUBJECTS[item.subject.kind].exceptions === 'withhold';
  const codes: ReasonCode[] = [];
  if (holder.row.is_service_linked === true) codes.push('SERVICE_LINKED');
  if (hasTime(holder, item) || isUsedWithin(question.days, moment, item, own)) codes.push('USED');
  if (isBlindWithin(question.days, moment, own)) codes.push('BLIND');
  if (countsExceptions && isIdleByDesign(holder, question.released ?? [])) codes.push('IDLE_BY_DESIGN');
  if (countsExceptions && isExceptedPrincipal(question.except ?? {}, holder)) codes.push('EXCEPTED');
  return codes;
}

/**
 * Whether the snapshot's row has a time, however old: of a service its own row, or that of one of its actions. A principal
 * as a whole has no such row: it is asked whether it was idle for the days.
 */
function hasTime({ uses }: Sighting, named: Named): boolean {
  return named.service !== null && uses.some((use) => isUseOf(named, use));
}

function youngCodes(asked: Case, holder: Sighting, moment: number): ReasonCode[] {
  const { history, item, question, first } = asked;
  const codes: ReasonCode[] = [];
  if (first !== null && isNewThing(first, moment, question.days)) codes.push('NEW_THING');
  if (isYoungPrincipal(holder, moment, question.days)) codes.push('YOUNG_PRINCIPAL');
  if (first !== null && isGrantYoung(asked, holder, moment, first)) codes.push('YOUNG_GRANT');
  const days = evidenceDays(history, holder, item, first);
  if (codes.length === 0 && (days === null || days < question.days)) codes.push('LITTLE_EVIDENCE');
  return codes;
}

/** What IAM does not show as granted has no age. */
function isGrantYoung({ item, question, reports }: Case, holder: Sighting, moment: number, first: FirstSeen): boolean {
  const thing = thingOf(String(item.service), item.action);
  const earlier = reports.filter((report) => isSamePrincipal(report, holder));
  return holder.things.has(thing) && isYoungGrant(earlier, thing, first, { moment, days: question.days });
}

function ageOf({ history, item, question, reports }: Case, holder: Sighting, moment: number): GrantAge | null {
  if (item.service === null) return null;
  const earlier = reports.filter((report) => isSamePrincipal(report, holder));
  const thing = thingOf(item.service, item.action);
  return grantAge(history, holder, earlier, { thing, moment, days: question.days });
}

/** An ARN may be given again. */
function isSamePrincipal(a: Sighting, b: Sighting): boolean {
  return a.accountId === b.accountId && a.principalId === b.principalId;
}

/** Of whoever held it when a run saw a use; of a principal that is measured now the days run back from its report. */
function wasUsedThen(asked: Case, sighting: Sighting): boolean {
  const { item, question, snapshot, seen } = asked;
  const now = snapshot.principals.find((each) => isSamePrincipal(each, sighting)) ?? null;
  const moment = momentOf(asked, now ?? { ...sighting, generatedAt: null });
  return seen.includes(sighting) && isUsedWithin(question.days, moment, item, [sighting]);
}

function hasEvidence({ history, question }: Case, holder: Sighting): boolean {
  const days = evidenceDays(history, holder, { service: null, action: null }, null);
  return days !== null && days >= question.days;
}

/** Where young roles count for neither side, one with evidence of the days must speak for the set. */
function isWithoutEvidence({ subject }: Item, judged: readonly Judged[]): boolean {
  return SUBJECTS[subject.kind].youngHolders !== 'withhold' && !judged.some((each) => each.hasEvidence);
}

function bitsOf(codes: ReadonlySet<ReasonCode>): number {
  return REASONS.filter(({ code }) => codes.has(code)).reduce((bits, { bit }) => bits | bit, 0);
}

function countsOf(judged: readonly Judged[]): Map<ReasonCode, number> {
  const counted = REASONS.map(({ code }) => [code, judged.filter(({ codes }) => codes.has(code)).length] as const);
  return new Map(counted.filter(([, holders]) => holders > 0));
}

function leastKnown(judged: readonly Judged[]): GrantAge | null {
  const ages = judged.flatMap(({ age, isIgnored }) => (isIgnored || age === null ? [] : [age]));
  return GRANT_AGES.findLast((age) => ages.includes(age)) ?? null;
}

function undecided(item: Item, now: readonly Sighting[], codes: ReadonlySet<ReasonCode>) {
  const isUser = item.subject.kind === 'principal' && now.some(({ row }) => row.principal_type === 'user');
  return isUser && item.service === null && !codes.has('USED') ? 'user_use_not_collected' : null;
}
