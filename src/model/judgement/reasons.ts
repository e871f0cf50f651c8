/**
 * Why something may not be taken away: the one table of codes. A judged row has one bit for each; the lowest bit that is
 * not released is the reason that is told. Codes are appended, never moved: a bit keeps its meaning.
 */

export interface Reason {
  /** A power of two. */
  readonly bit: number;
  readonly code: string;
  /** What it is said of first: a grant, the principal with all its grants, or the subject with all its holders. */
  readonly level: 'grant' | 'principal' | 'subject';
  /** A sentence about one row. */
  readonly one: string;
  /** The end of a sentence that begins with how many, such as "12 granted actions". */
  readonly many: string;
  /** The option that lets it go; null: nothing does. */
  readonly releasedBy: string | null;
}

/** In the order in which they are told. */
export const REASONS = [
  {
    bit: 1,
    code: 'SERVICE_LINKED',
    level: 'principal',
    releasedBy: null,
    one: 'The role is service-linked.',
    many: 'of service-linked roles',
  },
  {
    bit: 2,
    code: 'LEAVES_NO_ROW',
    level: 'grant',
    releasedBy: null,
    one: 'Its use may leave no row.',
    many: 'whose use may leave no row',
  },
  {
    bit: 4,
    code: 'NOT_TRACKED',
    level: 'grant',
    releasedBy: null,
    one: 'IAM does not track it.',
    many: 'that IAM does not track',
  },
  {
    bit: 8,
    code: 'UNPROVEN',
    level: 'grant',
    releasedBy: 'unproven',
    one: 'The lake knows no tracked action and no use of the service.',
    many: 'of services for which the lake knows no tracked action and no use',
  },
  {
    bit: 16,
    code: 'USED',
    level: 'grant',
    releasedBy: null,
    one: 'A use of it is known.',
    many: 'with a known use',
  },
  {
    bit: 32,
    code: 'NOT_MEASURED',
    level: 'subject',
    releasedBy: null,
    one: 'A principal or account that may use it was not measured.',
    many: 'which principals or accounts may use that were not measured',
  },
  {
    bit: 64,
    code: 'BLIND',
    level: 'principal',
    releasedBy: null,
    one: 'The principal was active in a Region that IAM does not track within the days, or a tag of it whose key speaks of a Region names one.',
    many: 'of principals that were active in a Region that IAM does not track within the days, or name one in a tag',
  },
  {
    bit: 128,
    code: 'NEW_THING',
    level: 'grant',
    releasedBy: null,
    one: 'IAM tracks it for less than the days.',
    many: 'that IAM tracks for less than the days',
  },
  {
    bit: 256,
    code: 'YOUNG_PRINCIPAL',
    level: 'principal',
    releasedBy: null,
    one: 'The principal was created within the days.',
    many: 'of principals that were created within the days',
  },
  {
    bit: 512,
    code: 'YOUNG_GRANT',
    level: 'grant',
    releasedBy: null,
    one: 'An earlier report lacks it, and no report shows it for the days.',
    many: 'that an earlier report lacks, and no report shows for the days',
  },
  {
    bit: 1024,
    code: 'LITTLE_EVIDENCE',
    level: 'grant',
    releasedBy: null,
    one: 'The evidence is shorter than the days, or unknown.',
    many: 'with less evidence than the days, or unknown evidence',
  },
  {
    bit: 2048,
    code: 'BOUNDARY',
    level: 'subject',
    releasedBy: null,
    one: "The policy is somebody's permissions boundary.",
    many: 'of policies that are permissions boundaries',
  },
  {
    bit: 4096,
    code: 'IDLE_BY_DESIGN',
    level: 'principal',
    releasedBy: 'release',
    one: 'The principal, or a document that grants it, is idle by design.',
    many: 'of principals, or granted by documents, that are idle by design',
  },
  {
    bit: 8192,
    code: 'EXCEPTED',
    level: 'principal',
    releasedBy: null,
    one: 'It is excepted.',
    many: 'that are excepted',
  },
] as const satisfies readonly Reason[];

export type ReasonCode = (typeof REASONS)[number]['code'];

/** With one of these, a use may be hidden: where none is known, nobody can say that there was none. */
export const USE_NOT_KNOWN: readonly ReasonCode[] = [
  'LEAVES_NO_ROW',
  'NOT_TRACKED',
  'UNPROVEN',
  'NOT_MEASURED',
  'BLIND',
];
