import type { Fault } from './faults.js';

export interface Limits {
  /** Calls a second that the bucket of an account refills; Infinity: no limit. */
  readonly rate: number;
  readonly burst: number;
}

export interface SimulationOptions {
  /**
   * Default `random`: drawn by the seed, of any size, with all that is hard. `example`: twelve accounts as an organization
   * has them, whose three last quarters tell a story; accounts beyond are drawn, without special cases.
   */
  readonly organization?: 'random' | 'example';
  /** ms since 1970, a day of the last quarter of the example's story. Default: the day of the clock when it starts. */
  readonly storyEndsAt?: number;
  /** Default false. True: tags hold only what XML 1.0 can, as the parsers of other clients ask. */
  readonly validXml?: boolean;
  /** Another seed is another organization. Default 1. */
  readonly seed?: number;
  /** Accounts of the organization, default 12, at least 1 (the management account). */
  readonly accounts?: number;
  /** Regular principals an account, default 15; the member role and the special cases come on top. */
  readonly principalsPerAccount?: number;
  /** Share of the regular principals that are administrators, spread evenly. Default 0.05. */
  readonly administratorShare?: number;
  /**
   * Default true: hostile names, suspended and closed accounts, and one account with the cases that are
   * easy to get wrong. False: plain accounts, all ACTIVE, for benches.
   */
  readonly specialCases?: boolean;
  /** 0: a free one. */
  readonly port?: number;
  /** ms since 1970: the organization is as of this date (UTC). Default Date.now. */
  readonly clock?: () => number;
  /** So many of the actions that IAM tracks it does not track yet, spread over the services. Default 0. */
  readonly notYetTracked?: number;
  /** ms since 1970 for what belongs to HTTP: Date header, session expiry, signature time. Default: clock. */
  readonly wallClock?: () => number;
  /** Token bucket of IAM an account. AWS documents no numbers: the default (100/s, burst 200) is invented. */
  readonly limits?: Limits | undefined;
  /** True: Organizations limits its calls as AWS documents it (ListAccounts 8/s, burst 12, and so on). Default false. */
  readonly organizationsLimits?: boolean;
  /** Range of job durations in ms, default 50 to 400; real ones take 300 to 5000. */
  readonly jobMs?: readonly [least: number, most: number];
  /** Longest life of a session in seconds; default: what AssumeRole asks for. */
  readonly sessionSeconds?: number;
  readonly faults?: readonly Fault[];
  /** Role that the hub assumes in the members. Default AccessLakeReader. */
  readonly roleName?: string;
  /** External id that the members' roles ask for. Default: none. */
  readonly externalId?: string;
  /**
   * True: whoever holds a key or a session may make every read that is simulated, for the tools of others. Default
   * false: no more than the policies of deploy/ allow.
   */
  readonly openReads?: boolean;
  /** Where the caller lives: the management account, or a member that is its delegated administrator. Default management. */
  readonly hub?: 'management' | 'delegated';
}

type Optional = 'externalId' | 'sessionSeconds';

export type Settings = Required<Omit<SimulationOptions, Optional | 'limits'>> &
  Pick<SimulationOptions, Optional> & { readonly limits: Limits };

export function settingsOf(options: SimulationOptions): Settings {
  const { organization = 'random', clock = Date.now } = options;
  return {
    organization,
    storyEndsAt: clock(),
    validXml: false,
    seed: 1,
    accounts: 12,
    principalsPerAccount: 15,
    administratorShare: 0.05,
    specialCases: organization === 'random',
    port: 0,
    clock,
    wallClock: options.clock ?? Date.now,
    organizationsLimits: false,
    jobMs: [50, 400],
    faults: [],
    roleName: 'AccessLakeReader',
    openReads: false,
    notYetTracked: 0,
    hub: 'management',
    ...options,
    limits: options.limits ?? { rate: 100, burst: 200 },
  };
}
