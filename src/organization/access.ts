/** How the accounts of the organization are entered. */
export interface Access {
  /** Role to assume in every account; null: the caller's own account alone, with its own credentials. */
  readonly roleName: string | null;
  /** A secret between caller and role: never in a log, an error or a file. */
  readonly externalId: string | undefined;
  readonly roleSessionName: string;
}
