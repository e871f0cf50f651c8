/** How the tool gets into accounts. Credentials and Region come from the SDK's default chain. */
export interface Access {
  /** Role to assume in each account; null: the caller's own account alone, with its own credentials. */
  readonly roleName: string | null;
  /** Secret between hub and members: never in a log, an error or a file. */
  readonly externalId: string | undefined;
  readonly roleSessionName: string;
}
