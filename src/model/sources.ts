/** Sources of evidence beside the last-accessed reports: what each is asked for, where, and how that ended. */
import type { TableSchema, Unpublished } from './schema.js';

/** A source of evidence as the whole project knows it: rights, tables, `--collect` and documentation follow from here. */
export interface SourceDeclaration {
  readonly name: string;
  /** `plan`: of each account, by the caller, while it plans. `account`: in each account that is measured, beside its reports. */
  readonly askedIn: 'plan' | 'account';
  /** The calls that it makes, which are the rights that it needs. */
  readonly actions: readonly string[];
  /** Tables that have its rows and no others; none where its facts are columns of another table. */
  readonly tables: readonly string[];
  /** What it reads of an account, for the sentence of a failure. */
  readonly reads: string;
  /** What it is good for, for people. */
  readonly sentence: string;
}

export const accountTags = {
  name: 'account-tags',
  askedIn: 'plan',
  actions: ['organizations:ListTagsForResource'],
  tables: [],
  reads: 'the tags',
  sentence: 'The tags of accounts in the organization, which name owners.',
} as const satisfies SourceDeclaration;

export const credentialReports = {
  name: 'credentials',
  askedIn: 'account',
  actions: ['iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'iam:ListServiceSpecificCredentials'],
  tables: ['credentials', 'access_keys', 'service_credentials'],
  reads: 'the credential report',
  sentence: 'Passwords, access keys and MFA of users and root, with their last use; no secret is in it.',
} as const satisfies SourceDeclaration;

/** Every source, in the order of documentation. */
export const SOURCES: readonly SourceDeclaration[] = [accountTags, credentialReports];

/** A source that a run asks. */
export interface SourceRequest {
  readonly name: string;
  /** Whether a person named it: then it is a gap where it is not collected. */
  readonly demanded: boolean;
}

/** What `--collect auto` asks. */
export const AUTO_SOURCES: readonly SourceRequest[] = SOURCES.map(({ name }) => ({ name, demanded: false }));

/** `partial`: some of it is missing; `not_asked`: nobody asked, so nothing is known. */
export const SOURCE_STATUSES = ['collected', 'partial', 'refused', 'failed', 'not_asked'] as const;

export type SourceStatus = (typeof SOURCE_STATUSES)[number];

/** Rows of one table of a source, before they are published. A table may come in several of them. */
export interface SourceRows<T extends TableSchema = TableSchema> {
  readonly table: T;
  readonly rows: readonly Unpublished<T>[];
}

/** How asking one source in one account ended. */
export interface SourceState {
  /** Name of the source. */
  readonly source: string;
  readonly status: Exclude<SourceStatus, 'not_asked'>;
  /** Null where it was collected. */
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** When AWS made what was read, ms since 1970 in UTC: evidence runs back from there. Null: the source does not say. */
  readonly generatedAt: number | null;
  /** ms since 1970 in UTC */
  readonly finishedAt: number;
  /** Whether a further attempt may go better: trouble that may have passed by then. */
  readonly mayPass: boolean;
}

export interface SourceResult extends SourceState {
  /** None unless it was collected, wholly or in part. */
  readonly rows: readonly SourceRows[];
}
