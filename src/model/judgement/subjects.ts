/** Whose rights are judged together: the one table of subjects. A subject is whoever holds a right together. */

export interface SubjectDeclaration {
  readonly name: string;
  /** Who holds its rights now. */
  readonly holders: string;
  /** Who held them; what they used within the days counts. Null: nobody else can have. */
  readonly formerHolders: string | null;
  /** What must be measured besides the holders. An open account is one that is neither suspended nor closed. */
  readonly scope: 'itself' | 'its account' | 'every open account' | 'every open account below';
  /** Whether a holder that is excepted or idle by design is a reason. */
  readonly exceptions: 'withhold' | 'are no reason';
  /** Whether a holder that was created within the days, and did not use it, is a reason. */
  readonly youngHolders: 'withhold' | 'count for neither side';
  /** SCPs bind neither service-linked roles nor the management account: these are no holders. */
  readonly isBoundByScps: boolean;
}

const ORDINARY = { exceptions: 'withhold', youngHolders: 'withhold', isBoundByScps: false } as const;

const DOCUMENT = {
  ...ORDINARY,
  holders: 'Who holds it, itself or by a group, each once',
  formerHolders: 'Who held it, by the uses that were seen while they did',
  scope: 'its account',
} as const;

const BELOW = {
  holders: 'Principals but service-linked ones, and none of the management account',
  formerHolders: 'Principals of these accounts that no longer exist or lost the grant, by their uses',
  scope: 'every open account below',
  exceptions: 'are no reason',
  youngHolders: 'withhold',
  isBoundByScps: true,
} as const;

export const SUBJECTS = {
  principal: { ...ORDINARY, name: 'principal', holders: 'Itself', formerHolders: null, scope: 'itself' },
  managed_policy: { ...DOCUMENT, name: 'managed policy' },
  inline_policy: { ...DOCUMENT, name: 'inline policy of a user or role' },
  group_policy: { ...DOCUMENT, name: 'inline policy of a group' },
  permission_set: {
    ...ORDINARY,
    name: 'permission set',
    holders: "Its roles, by the set's name, in all accounts",
    formerHolders: 'Its former roles, by their uses',
    scope: 'every open account',
    youngHolders: 'count for neither side',
  },
  role_name: {
    ...ORDINARY,
    name: 'role name',
    holders: 'Roles of the name in all accounts',
    formerHolders: 'Former roles of the name, by their uses',
    scope: 'every open account',
  },
  account: { ...BELOW, name: 'account' },
  ou: { ...BELOW, name: 'OU' },
  organization: { ...BELOW, name: 'organization' },
} as const satisfies Readonly<Record<string, SubjectDeclaration>>;

export type SubjectKind = keyof typeof SUBJECTS;
