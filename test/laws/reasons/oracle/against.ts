/**
 * The oracle: everything that speaks against taking something away, by the plainest reading of the rows. Statements of
 * the project are held to it in both directions: a reason that is missing fails, and so does one that is not here.
 */
import { REASONS, type ReasonCode } from '../../../../src/model/judgement/reasons.js';
import { SUBJECTS, type SubjectKind } from '../../../../src/model/judgement/subjects.js';
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
import { type Asked, firstSeen, holdersIn, identityOf, type JudgedHolder } from './asked.js';
import { isExceptedPrincipal, isIdleByDesign } from './exceptions.js';
import { type Sighting, thingOf } from './history.js';
import { isGrantedByIdle, keepsByDocuments } from './idle-documents.js';
import { itemCodes } from './item-codes.js';
import type { Item } from './question.js';
import { unmeasuredAccounts } from './subjects.js';
import { isBlindWithin, isUsedWithin, isUseOf, type Named, namesBlindRegion } from './uses.js';
import type { FirstSeen } from './witnesses.js';

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
  /** The least of those holders that count, for what is named; null: that of one is not known, or there is none. */
  readonly evidenceDays: number | null;
  /** Nobody can say whether a user is dormant: its keys are not collected. */
  readonly undecidedBecause: 'user_use_not_collected' | null;
}

/** What a holder is judged by, whatever the subject. */
interface Case {
  readonly asked: Asked;
  readonly named: Named;
  /** Null: no service is named. */
  readonly first: FirstSeen | null;
}

interface Judged extends JudgedHolder {
  /** Whether it counts for neither side: its youth says nothing. */
  readonly isIgnored: boolean;
}

/** All codes, of an item of a question that {@link ask} prepares. */
export function reasonsAgainst(asked: Asked, item: Item): Judgement {
  const { now, users: counted, earlier } = holdersIn(asked, item.subject);
  const { service, action, subject } = item;
  const one = { asked, named: item, first: service === null ? null : firstSeen(asked, service, action) };
  const judged = havingIt(now, item).map((holder) =>
    judgedFor(subject.kind, judgeOnce(one, holder), { usesCount: counted.includes(holder) }),
  );
  const unmeasured = unmeasuredAccounts(asked.snapshot, item.subject);
  const codes = new Set<ReasonCode>([...judged.flatMap((each) => each.codes), ...itemCodes(asked, item, now)]);
  const isMissing = item.subject.kind === 'principal' && now.length === 0;
  if (unmeasured.length > 0 || isMissing) codes.add('NOT_MEASURED');
  const users = counted.filter((holder) => isUser(one, holder));
  if (users.length > 0 || earlier.some((sighting) => wasUsedThen(one, sighting))) codes.add('USED');
  const isYoung = (holder: Sighting): boolean => isYoungPrincipal(holder, momentOf(asked, holder), asked.question.days);
  if (isTooYoung(item, judged, users.filter(isYoung))) codes.add('YOUNG_PRINCIPAL');
  return {
    ...{ codes, bits: bitsOf(codes), counts: countsOf(judged), accountsUnmeasured: unmeasured.length },
    ...{ holders: judged.length, holdersWithEvidence: judged.filter((each) => each.hasEvidence).length },
    ...{ grantAge: leastKnown(judged), evidenceDays: leastDays(judged), undecidedBecause: undecided(item, now, codes) },
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

/** The same holder is judged for many subjects. */
function judgeOnce(one: Case, holder: Sighting): JudgedHolder {
  const { asked, named } = one;
  const thing = named.service === null ? '' : thingOf(named.service, named.action);
  const known = asked.judged.get(holder) ?? new Map<string, JudgedHolder>();
  const judged = known.get(thing) ?? judge(one, holder);
  asked.judged.set(holder, known.set(thing, judged));
  return judged;
}

function judge(one: Case, holder: Sighting): JudgedHolder {
  const { asked, named, first } = one;
  const moment = momentOf(asked, holder);
  const codes = principalCodes(one, holder, moment);
  if (!holder.isMeasured)
    return {
      ...{ codes: [...codes, 'NOT_MEASURED'], evidenceDays: null, age: null },
      ...{ hasEvidence: false, isKeptByDocument: false },
    };
  const days = evidenceDays(asked.history, holder, named, first);
  const young = youngCodes(one, holder, moment, days);
  const age = ageOf(one, holder, moment);
  return {
    ...{ codes: [...codes, ...young], age, evidenceDays: days, hasEvidence: hasEvidence(asked, holder) },
    isKeptByDocument: isKeptByDocument(one, holder),
  };
}

function isKeptByDocument({ asked: { history, question }, named }: Case, holder: Sighting): boolean {
  return named.service !== null && isGrantedByIdle(history, holder, named, question.released ?? []);
}

const EXCEPTIONS: readonly ReasonCode[] = ['IDLE_BY_DESIGN', 'EXCEPTED'];

/** What the table of subjects lets a holder's codes say. */
function judgedFor(kind: SubjectKind, judged: JudgedHolder, { usesCount }: { usesCount: boolean }): Judged {
  const { exceptions, youngHolders } = SUBJECTS[kind];
  const isYoung = judged.codes.includes('YOUNG_PRINCIPAL') && !judged.codes.includes('USED');
  const isIgnored = youngHolders === 'count for neither side' && isYoung;
  const isSaid = (code: ReasonCode): boolean =>
    (usesCount || code !== 'USED') &&
    !(isIgnored && code === 'YOUNG_PRINCIPAL') &&
    !(exceptions === 'are no reason' && EXCEPTIONS.includes(code));
  const kept: ReasonCode[] = judged.isKeptByDocument && keepsByDocuments(kind) ? ['IDLE_BY_DESIGN'] : [];
  return { ...judged, isIgnored, codes: [...judged.codes.filter(isSaid), ...kept] };
}

/** The days run back from the report; where there is none, from the first moment of the date, which forgets least. */
function momentOf({ history, question }: Asked, holder: Sighting): number {
  return evidenceAt(history, holder) ?? Date.parse(`${question.date}T00:00:00Z`);
}

function principalCodes({ asked, named }: Case, holder: Sighting, moment: number): ReasonCode[] {
  const { days, released = [], except = {} } = asked.question;
  const own = asked.seenOf.get(identityOf(holder)) ?? [];
  const codes: ReasonCode[] = [];
  if (holder.row.is_service_linked === true) codes.push('SERVICE_LINKED');
  if (hasTime(holder, named) || isUsedWithin(days, moment, named, own)) codes.push('USED');
  if (isBlindWithin(days, moment, own) || namesBlindRegion(holder)) codes.push('BLIND');
  if (isIdleByDesign(asked.history, holder, released)) codes.push('IDLE_BY_DESIGN');
  if (isExceptedPrincipal(except, holder)) codes.push('EXCEPTED');
  return codes;
}

/**
 * Whether the snapshot's row has a time, however old: of a service its own row, or that of one of its actions. A principal
 * as a whole has no such row: it is asked whether it was idle for the days.
 */
function hasTime({ uses }: Sighting, named: Named): boolean {
  return named.service !== null && uses.some((use) => isUseOf(named, use));
}

function youngCodes(one: Case, holder: Sighting, moment: number, evidence: number | null): ReasonCode[] {
  const { first } = one;
  const { days } = one.asked.question;
  const codes: ReasonCode[] = [];
  const began = one.asked.runsBegan.get(holder.runId) ?? moment;
  if (first !== null && isNewThing(first, began, days)) codes.push('NEW_THING');
  if (isYoungPrincipal(holder, moment, days)) codes.push('YOUNG_PRINCIPAL');
  if (first !== null && isGrantYoung(one, holder, moment, first)) codes.push('YOUNG_GRANT');
  if (codes.length === 0 && (evidence === null || evidence < days)) codes.push('LITTLE_EVIDENCE');
  return codes;
}

/** What IAM does not show as granted has no age. */
function isGrantYoung({ asked, named }: Case, holder: Sighting, moment: number, first: FirstSeen): boolean {
  const thing = thingOf(String(named.service), named.action);
  const earlier = asked.reportsOf.get(identityOf(holder)) ?? [];
  return holder.things.has(thing) && isYoungGrant(earlier, thing, first, { moment, days: asked.question.days });
}

function ageOf({ asked, named }: Case, holder: Sighting, moment: number): GrantAge | null {
  if (named.service === null) return null;
  const earlier = asked.reportsOf.get(identityOf(holder)) ?? [];
  const thing = thingOf(named.service, named.action);
  return grantAge(asked.history, holder, earlier, { thing, moment, days: asked.question.days });
}

/** A holder keeps what it used before it held it, and what IAM shows it as granted no more. */
function isUser({ asked, named }: Case, holder: Sighting): boolean {
  const own = asked.seenOf.get(identityOf(holder)) ?? [];
  return isUsedWithin(asked.question.days, momentOf(asked, holder), named, own);
}

/** Of whoever held it when a run saw a use; of a principal that is measured now the days run back from its report. */
function wasUsedThen({ asked, named }: Case, sighting: Sighting): boolean {
  const now = asked.now.get(identityOf(sighting)) ?? { ...sighting, generatedAt: null };
  return asked.seen.has(sighting) && isUsedWithin(asked.question.days, momentOf(asked, now), named, [sighting]);
}

function hasEvidence({ history, question }: Asked, holder: Sighting): boolean {
  const days = evidenceDays(history, holder, { service: null, action: null }, null);
  return days !== null && days >= question.days;
}

/** Where young roles count for neither side, one with evidence of the days must speak for the set, and no young one have used it. */
function isTooYoung({ subject }: Item, judged: readonly Judged[], youngUsers: readonly Sighting[]): boolean {
  if (SUBJECTS[subject.kind].youngHolders === 'withhold') return false;
  return youngUsers.length > 0 || !judged.some((each) => each.hasEvidence);
}

function bitsOf(codes: ReadonlySet<ReasonCode>): number {
  return REASONS.filter(({ code }) => codes.has(code)).reduce((bits, { bit }) => bits | bit, 0);
}

function countsOf(judged: readonly Judged[]): Map<ReasonCode, number> {
  const counted = REASONS.map(({ code }) => [code, judged.filter(({ codes }) => codes.includes(code)).length] as const);
  return new Map(counted.filter(([, holders]) => holders > 0));
}

function leastKnown(judged: readonly Judged[]): GrantAge | null {
  const ages = judged.flatMap(({ age }) => age ?? []);
  return GRANT_AGES.findLast((age) => ages.includes(age)) ?? null;
}

/** Null: there is none, or that of one is not known. */
function leastDays(judged: readonly Judged[]): number | null {
  const days = judged.filter(({ isIgnored }) => !isIgnored).map((each) => each.evidenceDays);
  return days.length === 0 || days.includes(null) ? null : Math.min(...(days as number[]));
}

function undecided(item: Item, now: readonly Sighting[], codes: ReadonlySet<ReasonCode>) {
  const isUser = item.subject.kind === 'principal' && now.some(({ row }) => row.principal_type === 'user');
  return isUser && item.service === null && !codes.has('USED') ? 'user_use_not_collected' : null;
}
