/** Values by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** An account as the organization shows it. Null: not known (a caller that exports its own account alone). */
export interface Account {
  readonly id: string;
  readonly name: string | null;
  /** `State ?? Status` of Organizations, such as ACTIVE, PENDING_CLOSURE, SUSPENDED, CLOSED. */
  readonly state: string | null;
  readonly isManagementAccount: boolean | null;
  /** ms since 1970 in UTC */
  readonly joinedAt: number | null;
  readonly ouId: string | null;
  /** IDs from the root down to the OU, joined by `/`: `r-ab12/ou-ab12-11111111` */
  readonly ouPath: string | null;
  readonly ouPathNames: string | null;
  readonly email: string | null;
  /** As they were read for the plan; null also where that failed, or nobody asked. */
  readonly tags: Tags | null;
}

/** The organization as the caller sees it. */
export interface Organization {
  /** Partition of the caller's ARN, such as aws or aws-us-gov. */
  readonly partition: string;
  /** Null when the caller exports its own account alone. */
  readonly id: string | null;
  readonly managementAccountId: string | null;
  readonly callerArn: string;
  readonly callerAccountId: string;
  /** Every account, by ascending id. */
  readonly accounts: readonly Account[];
}

/** An account of the organization and what the scope makes of it. */
export interface PlannedAccount {
  readonly account: Account;
  /** `skipped`: cannot be measured by its state; `excluded`: the filters left it out. */
  readonly decision: 'collect' | 'skipped' | 'excluded';
  /** Null when it is collected. */
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Why its tags could not be read; undefined: they were read, or nobody asked. */
  readonly tagsFailure?: TagsFailure | undefined;
}

export interface TagsFailure {
  readonly status: 'refused' | 'failed' | 'not_asked';
  readonly errorCode: string;
  readonly errorMessage: string;
}
