/** What an account holds, as of one day. */
export interface PolicyVersion {
  readonly versionId: string;
  /** JSON */
  readonly document: string;
  readonly createdAt: number;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly isAwsManaged: boolean;
  readonly createdAt: number;
  /** Newest first; the first is in force. */
  readonly versions: readonly [PolicyVersion, ...PolicyVersion[]];
}

export interface InlinePolicy {
  readonly name: string;
  /** JSON */
  readonly document: string;
}

/** Who can hold identity policies. */
export interface Holder {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** ms since 1970 in UTC */
  readonly createdAt: number;
  readonly attached: readonly ManagedPolicy[];
  readonly inline: readonly InlinePolicy[];
}

export type Group = Holder;

/** Something that a principal does again and again. */
export interface Use {
  /** Patterns such as `s3:Get*` or `*:List*`. */
  readonly actions: readonly string[];
  readonly everyDays: number;
  /** ms since 1970: not before, and not after the day of it. */
  readonly from?: number;
  readonly until?: number;
}

/** How a principal uses what it is granted. */
export interface Habit {
  /** What it does; null: drawn by the shares that follow. */
  readonly uses: readonly Use[] | null;
  /** Share of its granted services that it has ever used. */
  readonly services: number;
  /** Share of the tracked actions that it has ever used, within a service that it uses. */
  readonly actions: number;
  readonly region: string;
  /** True where a resource policy alone opens what it uses: RoleLastUsed knows, the report does not. */
  readonly elsewhere: boolean;
}

export interface Principal extends Holder {
  readonly type: 'user' | 'role';
  readonly groups: readonly Group[];
  readonly boundary: ManagedPolicy | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Trust policy of a role as JSON, null for a user. */
  readonly trust: string | null;
  readonly permissionSetName: string | null;
  readonly isServiceLinked: boolean;
  readonly passwordLastUsedAt: number | null;
  readonly habit: Habit;
}

/** The IAM of one account as of one day; each list by ascending name. */
export interface AccountState {
  readonly accountId: string;
  /** ms since 1970: midnight in UTC */
  readonly asOf: number;
  readonly users: readonly Principal[];
  readonly roles: readonly Principal[];
  readonly groups: readonly Group[];
  /** Customer managed. */
  readonly localPolicies: readonly ManagedPolicy[];
  /** Managed by AWS and used in the account. */
  readonly awsPolicies: readonly ManagedPolicy[];
}

/** How many users, roles and groups a policy is attached to. */
export function attachmentCount({ arn }: ManagedPolicy, holders: readonly Holder[]): number {
  return holders.filter(({ attached }) => attached.some((policy) => policy.arn === arn)).length;
}

/** Of how many users and roles a policy is the permissions boundary. */
export function boundaryUsageCount({ arn }: ManagedPolicy, holders: readonly Holder[]): number {
  return holders.filter((holder) => 'boundary' in holder && (holder as Principal).boundary?.arn === arn).length;
}
