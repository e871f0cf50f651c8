/** A document that may become smaller, and who holds it. */
import { sha256Of } from '../../tools/sha256.js';
import type { Principal } from './snapshot.js';

export type Kind = 'managed_policy' | 'inline_policy' | 'permission_set' | 'aws_managed_policy';

/** Why nothing is proposed, whatever the evidence. */
export type Refusal =
  | 'no_document'
  | 'unreadable'
  | 'redacted'
  | 'boundary'
  | 'boundary_unknown'
  | 'service_linked'
  | 'excepted_holder'
  | 'excepted_policy'
  | 'left_alone'
  | 'differs_between_accounts'
  | 'no_holders';

export type BlockerCode =
  | 'holder_not_measured'
  | 'account_not_measured'
  | 'attachments_missing'
  | 'young_holder'
  | 'young_set'
  | 'young_document'
  | 'blind_holder'
  | 'unlisted_use'
  | 'owned_elsewhere'
  | 'reference_old'
  | 'acts_through';

/** What a person must accept before the proposal may be applied. */
export interface Gap {
  readonly code: BlockerCode;
  readonly subject: string;
  /** Of a holder: whose. */
  readonly holderArn?: string;
  /** What its id ends with, where one acceptance is for all documents of a run. */
  readonly onceARun?: string;
  /** Of an old reference: by how many actions the services that it names grew, and when. */
  readonly growth?: { readonly from: string; readonly to: string; readonly actions: number };
}

/** One policy of a subject; only a permission set has several. */
export interface Part {
  readonly name: string;
  /** Null: an inline policy. */
  readonly arn: string | null;
  /** Null: it is not looked at here, such as a customer managed policy of a permission set. */
  readonly text: string | null;
}

/** A text that not all accounts of a permission set have. */
export interface Difference {
  /** Name of the policy. */
  readonly part: string;
  /** Of canonical JSON; null: these accounts lack the policy, or its text cannot be read. */
  readonly sha256: string | null;
  readonly accountIds: readonly string[];
}

export interface LeftOut {
  readonly arn: string;
  /** The end of a sentence about it. */
  readonly reason: string;
  /** Whether nobody excepts it: it is left alone by default. */
  readonly isByDefault?: boolean;
}

export interface Subject {
  readonly kind: Kind;
  /** As the statements of `queries/propose` name it. */
  readonly key: string;
  /** Null: a permission set. */
  readonly accountId: string | null;
  readonly arn: string | null;
  readonly ownerArn: string | null;
  readonly name: string;
  readonly defaultVersionId: string | null;
  readonly parts: readonly Part[];
  /** Of a permission set whose accounts do not have the same texts: which have which. */
  readonly differences: readonly Difference[];
  /** Who would lose what goes, measured or not. */
  readonly holders: readonly Principal[];
  /** ARNs of the users, roles and groups that the policy is attached to itself, without those left out. */
  readonly attachedTo: readonly string[];
  /** Users, roles and groups that are known to have it, those left out included. */
  readonly attachments: number;
  /** Holders that keep what they have, with the reason. */
  readonly leftOut: readonly LeftOut[];
  /** When the document was last changed; null: not known, or not by its owner. */
  readonly changedAt: string | null;
  /** Whether it was created within the days: then nothing of it goes. */
  readonly isCreatedLately: boolean;
  /** Texts that it had within the days and has no more; of a permission set its inline policy. */
  readonly earlierTexts: readonly string[];
  /** Characters without white space that the document may have. */
  readonly limit: number;
  /** Characters of the other inline policies of the same user, role or group. */
  readonly besides: number;
  readonly refusal: Refusal | null;
  /** What the refusal does not say. */
  readonly refusalDetail?: string;
  readonly gaps: readonly Gap[];
  /** A policy of AWS, a copy a holder: whose copy it is. */
  readonly holderArn?: string;
}

/** The text that a proposal changes: of a permission set the inline policy; null: there is none. */
export function inForce({ kind, parts }: Pick<Subject, 'kind' | 'parts'>): string | null {
  return parts.find(({ arn }) => kind !== 'permission_set' || arn === null)?.text ?? null;
}

export function isHeldByUser({ holders }: Pick<Subject, 'holders'>): boolean {
  return holders.some(({ type }) => type === 'user');
}

/** Whether roles alone hold it that are to be deleted, so that it goes with them. */
export function goesWithHolders({ kind, holders, gaps }: Pick<Subject, 'kind' | 'holders' | 'gaps'>): boolean {
  const isTheirs = kind === 'aws_managed_policy' || kind === 'inline_policy';
  const isBlind = gaps.some(({ code }) => code === 'blind_holder'); // they may work where IAM does not see them
  return isTheirs && !isBlind && holders.length > 0 && holders.every(({ isDormant }) => isDormant);
}

/** The document's own hash, as the index names it. */
export function idOf(subject: Subject): string {
  return shortHash(identityOf(subject));
}

/** The blocker that a gap of the document is, as the accept file names it. */
export function blockerIdOf(documentId: string, { code, subject, onceARun }: Gap): string {
  return `${code}-${onceARun ?? shortHash(`${documentId}\n${code}\n${subject}`)}`;
}

function identityOf({ kind, accountId, arn, ownerArn, name, holderArn }: Subject): string {
  if (kind === 'managed_policy') return arn as string;
  if (kind === 'inline_policy') return `${ownerArn}\n${name}`;
  if (kind === 'permission_set') return name;
  return [accountId, arn, ...(holderArn === undefined ? [] : [holderArn])].join('\n');
}

function shortHash(text: string): string {
  return sha256Of(text).slice(0, 8);
}
