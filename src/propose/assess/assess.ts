/** From a subject and its evidence to a proposal, with what stands in its way. */
import { isReadable } from '../../policy/document.js';
import { readHeld } from '../../policy/fixed-statements.js';
import { canonicalSha256, canonicalSha256OfAll, compactLength } from '../../policy/json.js';
import { TooMuchWork } from '../../policy/pattern.js';
import { type KnownActions, lowerOf } from '../evidence/known-actions.js';
import type { DocumentEvidence } from '../evidence/read-evidence.js';
import type { ReferenceAge } from '../evidence/reference-age.js';
import type { Evidence } from '../evidence/use-evidence.js';
import type { RewriteOptions } from '../rewrite/rewrite.js';
import { isOfAws } from '../subjects/sets.js';
import {
  blockerIdOf,
  type Gap,
  goesWithHolders,
  idOf,
  inForce,
  isHeldByUser,
  type Part,
  type Subject,
} from '../subjects/subject.js';
import { TooMuchEffort } from '../verify/effort.js';
import { type Violation, verifyMerged } from '../verify/verify.js';
import { type ActingOptions, gapsOfActing } from './acting.js';
import {
  type AssessedPart,
  type Assessment,
  type Blocker,
  namespacesOf,
  narrowedServices,
  type PartReason,
  type Reason,
  type RemovedAction,
} from './assessment.js';
import { type Around, type AroundOptions, around } from './callers.js';
import type { DecideOptions } from './decide.js';
import { evidenceOf } from './evidence-of.js';
import { type GainOptions, isLittle, tooLittle } from './least-gain.js';
import { Left } from './left.js';
import { merged } from './merge.js';
import { type Proposal, propose, type Rewriter } from './propose.js';
import { escalationsIn } from './residual.js';
import { keptFor } from './without.js';

/** Reasons why nothing is proposed though nothing is wrong with the document. */
const STAYS: readonly Reason[] = ['nothing_removable', 'created_lately', 'least_gain'];
/** Characters: a detail may hold a statement. */
const LONGEST_DETAIL = 500;

export interface AssessOptions extends Omit<DecideOptions, 'calledBeside'>, AroundOptions, ActingOptions, GainOptions {
  readonly date: string;
  readonly days: number;
  readonly known: KnownActions;
  readonly reference: ReferenceAge;
  /** Whether a policy of a permission set stays as it is, for a person said so. */
  readonly isPolicyExcepted: (part: Part) => boolean;
  /** Tests bring broken ones, to see the proof refuse them. */
  readonly rewriter?: Rewriter;
}

/** A document of which the smaller text is not proven is refused by itself: the others are proposed all the same. */
export function assess(subject: Subject, read: DocumentEvidence | undefined, options: AssessOptions): Assessment {
  const evidence = evidenceOf(subject, read, options);
  const refusal = subject.refusal ?? (evidence.holders === 0 ? 'no_holders' : null);
  if (refusal === null && goesWithHolders(subject)) {
    const kept = outcome(subject, read, { reason: 'nothing_removable', parts: [], after: [], evidence }, options);
    return { ...kept, status: 'retire', reason: null };
  }
  if (refusal === null && subject.isCreatedLately) {
    return outcome(subject, read, { reason: 'created_lately', parts: [], after: [], evidence }, options);
  }
  if (refusal !== null) {
    const refused = { reason: refusal, detail: subject.refusalDetail ?? null, parts: [], after: [], evidence };
    return outcome(subject, read, refused, options);
  }
  return outcome(subject, read, { ...resultOf(subject, evidence, options), evidence }, options);
}

interface Result {
  readonly reason: Reason | null;
  /** What the reason does not say. */
  readonly detail?: string;
  readonly parts: readonly AssessedPart[];
  readonly after: readonly string[];
}

function resultOf(subject: Subject, evidence: Evidence, options: AssessOptions): Result {
  try {
    return subject.kind === 'permission_set'
      ? setParts(subject, evidence, options)
      : onePart(subject, evidence, options);
  } catch (error) {
    const reason = reasonOfRefusal(error);
    if (reason === undefined) throw error;
    return { reason, detail: (error as Error).message, parts: [], after: [] };
  }
}

/** Undefined: nothing of the document, but a bug. */
function reasonOfRefusal(error: unknown): Reason | undefined {
  if (error instanceof NotProven) return 'not_proven';
  return error instanceof TooMuchWork || error instanceof TooMuchEffort ? 'too_complex' : undefined;
}

/** A smaller text that the verifier refuses: a bug, of which the message says the property and what breaks it. */
class NotProven extends Error {}

function onePart(subject: Subject, evidence: Evidence, options: AssessOptions): Result {
  const [part] = subject.parts;
  const text = part?.text;
  if (!part || text === null || text === undefined) throw new Error(`No text of ${subject.key}`);
  const proposal = proven(text, evidence, {
    ...options,
    ...around(subject, part, options),
    isHeldByUser: isHeldByUser(subject),
    limit: subject.limit,
    maySplit: subject.kind === 'aws_managed_policy',
  });
  const parts = [{ part, proposal, reason: null, after: proposal.texts }];
  return { reason: reasonOf(proposal), parts, after: proposal.texts };
}

function reasonOf({ removed, keptWhole, fits }: Proposal): 'nothing_removable' | 'does_not_fit' | null {
  if (removed.size === 0) return keptWhole.length > 0 ? 'does_not_fit' : 'nothing_removable';
  return fits ? null : 'does_not_fit';
}

/** The inline policy of a set takes in what is left of the policies of AWS, as far as it fits. */
function setParts(subject: Subject, evidence: Evidence, options: AssessOptions): Result {
  let inline = inForce(subject);
  const parts = subject.parts.map((part): AssessedPart => {
    const stays = (reason: PartReason): AssessedPart => {
      return { part, proposal: null, reason, after: part.text === null ? [] : [part.text] };
    };
    if (part.text === null || (part.arn !== null && !isOfAws(part.arn))) return stays('customer_managed');
    if (options.isPolicyExcepted(part)) return stays('excepted_policy');
    const taken = part.arn === null || inline === null ? 0 : compactLength(inline);
    const limit = Math.max(0, subject.limit - taken);
    const own = { ...options, ...around(subject, part, options), isHeldByUser: false, limit }; // roles alone
    const proposal = proven(part.text, evidence, own);
    const reason = reasonOf(proposal);
    if (reason !== null) return stays(reason);
    const [text = null] = proposal.texts;
    const powers = [...proposal.removed].map((action) => options.powerOf(action));
    if (part.arn !== null && text !== null && isLittle(powers, options.leastGain)) return stays('least_gain');
    const whole = part.arn === null || text === null ? text : merged(inline, text);
    if (whole === undefined) return stays('other_version');
    if (whole !== null && compactLength(whole) > subject.limit) return stays('does_not_fit');
    if (part.arn === null || text !== null) inline = whole;
    return { part, proposal, reason: null, after: proposal.texts };
  });
  const reasons = parts.map(({ reason }) => reason);
  const couldGo = reasons.some((reason) => reason === 'does_not_fit' || reason === 'other_version');
  checkMerged(inline, parts, subject.limit);
  return {
    reason: reasons.includes(null) ? null : couldGo ? 'does_not_fit' : stayingFor(reasons),
    parts,
    after: inline === null ? [] : [inline],
  };
}

function stayingFor(reasons: readonly (PartReason | null)[]): 'least_gain' | 'nothing_removable' {
  return reasons.includes('least_gain') ? 'least_gain' : 'nothing_removable';
}

/** The proof of the one text that several became. */
function checkMerged(whole: string | null, parts: readonly AssessedPart[], limit: number): void {
  const own = parts.filter(({ part, proposal }) => part.arn === null || proposal !== null);
  refuse(
    verifyMerged(
      whole,
      own.flatMap(({ after }) => after),
      limit,
    ),
  );
}

type ProvenOptions = Omit<AssessOptions, 'beside'> & RewriteOptions & Around & { readonly isHeldByUser: boolean };

function proven(text: string, evidence: Evidence, options: ProvenOptions): Proposal {
  const document = readHeld(text, options.isHeldByUser);
  if (!isReadable(document)) throw new Error(`A document that was read before does not parse: ${document.problem}`);
  const proposal = propose(document, evidence, options.known, options);
  refuse(proposal.violations);
  return proposal;
}

function refuse([violation]: readonly Violation[]): void {
  if (violation) throw new NotProven(`${violation.property}: ${violation.detail}`.slice(0, LONGEST_DETAIL));
}

interface Outcome extends Omit<Result, 'detail'> {
  readonly detail?: string | null;
  readonly evidence: Evidence;
}

function outcome(
  subject: Subject,
  read: DocumentEvidence | undefined,
  { reason, detail = null, parts, after, evidence }: Outcome,
  options: AssessOptions,
): Assessment {
  const [id, before] = [idOf(subject), inForce(subject)];
  const proposals = parts.flatMap(({ proposal }) => proposal ?? []);
  const left = new Left(
    parts.flatMap(({ after: own }) => own),
    options.known,
  );
  const goes = reason === null ? removedOf(proposals, left, evidence, options) : [];
  const named = proposals.flatMap((proposal) => proposal.named.map(({ key }) => key));
  const little = tooLittle(subject, { named, removed: goes }, options);
  const removed = little === null ? goes : [];
  const old = options.reference.gapOf(narrowedServices(parts, options.known));
  const acting = gapsOfActing(subject, removed, evidence, options);
  const blockers = [...subject.gaps, ...old, ...acting].map((gap) =>
    blockerOf(id, gap, removed.length === 0 ? 0 : removed.length + keptFor(gap, subject, evidence, options)),
  );
  const isChange = reason === null && removed.length > 0;
  const refused = reason !== null && !STAYS.includes(reason);
  const measured = subject.holders.filter(({ isMeasured }) => isMeasured);
  return {
    subject,
    id,
    status: refused ? 'refused' : !isChange ? 'unchanged' : blockers.length > 0 ? 'conditional' : 'proposed',
    reason: reason ?? little ?? (isChange ? null : 'nothing_removable'),
    detail: little === null ? detail : `${goes.length} actions could go`,
    blockers,
    parts,
    before,
    after,
    removed,
    sha256Before: canonicalSha256(before),
    sha256After: canonicalSha256OfAll(after),
    servicesRemoved: servicesGone(removed, left),
    holdersYoung: measured.filter(({ isYoung }) => isYoung).length,
    holdersWithEvidence: measured.filter(({ evidenceDays }) => (evidenceDays ?? -1) >= options.days).length,
    holdersUnmeasured: subject.holders.length - measured.length,
    holdersGone: [...(read?.gone ?? [])].sort(),
    keptForGone: usesOfGone(read),
    escalations: escalationsIn(isChange ? standing(after, parts) : subject.parts.flatMap(({ text }) => text ?? [])),
  };
}

/** What the document allows once it is changed: of a permission set its inline policy, and the policies that stay. */
function standing(after: readonly string[], parts: readonly AssessedPart[]): string[] {
  const staying = parts.filter(({ part, proposal }) => part.arn !== null && proposal === null);
  return [...after, ...staying.flatMap(({ part }) => part.text ?? [])];
}

/** What no statement allows any more. `left`: what those of all parts allow afterwards. */
function removedOf(
  proposals: readonly Proposal[],
  left: Left,
  { services, actions }: Evidence,
  { powerOf }: GainOptions,
): RemovedAction[] {
  const removed: RemovedAction[] = [];
  const told = new Set<string>(); // a part may name what another names, too
  for (const { named, grades } of proposals) {
    for (const { name, key, service } of named) {
      const grade = grades.get(key);
      if (grade === undefined || left.allows(key) || told.has(key)) continue;
      if (proposals.length > 1) told.add(key);
      const own = actions.get(key);
      const row = grade === 'action' ? own : services.get(service);
      removed.push({
        action: name,
        grade,
        evidenceDays: row?.leastEvidenceDays ?? null,
        grantAge: own?.grantAge ?? 'UNKNOWN',
        lastKnownUse: own?.lastKnownUse ?? null,
        power: powerOf(key),
      });
    }
  }
  return removed.sort((a, b) => (a.action < b.action ? -1 : 1));
}

/** Services of which nothing stays. */
function servicesGone(removed: readonly RemovedAction[], left: Left): string[] {
  const gone = new Set(namespacesOf(removed).map(lowerOf));
  return [...gone].filter((service) => !left.hasService(service)).toSorted(); // a copy without room to grow: it is kept
}

function usesOfGone(read: DocumentEvidence | undefined): ReadonlyMap<string, string> {
  const uses = [...(read?.knownUses ?? [])].filter(([, { principalArn }]) => read?.gone.has(principalArn));
  return new Map(uses.map(([key, { principalArn }]) => [key, principalArn]));
}

function blockerOf(id: string, gap: Gap, removable: number): Blocker {
  return { ...gap, id: blockerIdOf(id, gap), removableWithout: removable };
}
