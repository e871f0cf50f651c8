/** The counts of one account: what its measured principals are granted and accessed, by band of evidence. */
import type { Columns } from '../../../model/columns.js';
import type { TableSchema } from '../../../model/schema.js';
import { accountCounts, accountPermissionSetCounts, accountServiceCounts } from '../../../model/tables/facts.js';
import { columnsOf } from '../../../tables/columns/rows.js';
import type { Action, ActionsOfRows } from './actions-of-rows.js';
import { actionBand, BANDS, daysFrom, principalBand } from './evidence.js';
import { codesIn, type Measured, numbersIn } from './measured.js';

const MEASURES = [
  'principals',
  'services_granted',
  'services_accessed',
  'actions_tracked',
  'actions_accessed',
] as const;
type Measure = (typeof MEASURES)[number];

/** Places of what is counted among {@link MEASURES}; what is accessed follows what it is of. */
const [PRINCIPALS, SERVICES, ACTIONS] = [0, 1, 3];

/** Counts by band and measure. */
class Bands {
  private readonly counts = new Float64Array(BANDS * MEASURES.length);

  add(band: number, measure: number): void {
    const at = band * MEASURES.length + measure;
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  /** Counts what is granted, and after it what is accessed where `isUsed`. */
  addGranted(band: number, measure: number, isUsed: boolean): void {
    this.add(band, measure);
    if (isUsed) this.add(band, measure + 1);
  }

  /** One record a band that counts anything. */
  rows(): (Record<Measure, number> & { readonly evidence_days_from: number | null })[] {
    return Array.from({ length: BANDS }, (_, band) => {
      const counts = MEASURES.map((name, at) => [name, this.counts[band * MEASURES.length + at] as number]);
      return { evidence_days_from: daysFrom(band), ...(Object.fromEntries(counts) as Record<Measure, number>) };
    }).filter((row) => MEASURES.some((name) => row[name] > 0));
  }
}

/** What rows grant: services, or actions. */
interface Grants {
  /** By row, the place of what it grants. */
  readonly places: Int32Array;
  /** By place, its service. */
  readonly services: readonly string[];
  /** The band of a row, by the place of its principal and its own. */
  readonly bandOf: (owner: number, place: number) => number;
}

export class AccountCounts {
  private readonly ofAccount = new Bands();
  private readonly ofServices = new Map<string, Bands>();
  private readonly ofPermissionSets = new Map<string, Bands>();
  private readonly accountId: string;
  private readonly trackedSince: (action: Action) => number;

  constructor(accountId: string, trackedSince: (action: Action) => number) {
    this.accountId = accountId;
    this.trackedSince = trackedSince;
  }

  addPrincipals(measured: Iterable<Measured>): void {
    for (const principal of measured) {
      for (const bands of this.bandsOf(principal)) bands.add(principalBand(principal), PRINCIPALS);
    }
  }

  addServices(rows: Columns, principals: readonly Measured[]): void {
    const { dictionary, codes } = codesIn(rows, 'service_namespace');
    const bandOf = principals.map(principalBand);
    this.addRows(rows, principals, SERVICES, {
      places: codes,
      services: dictionary,
      bandOf: (owner) => bandOf[owner] as number,
    });
  }

  addActions(rows: Columns, { actions, ofRow }: ActionsOfRows, principals: readonly Measured[]): void {
    this.addRows(rows, principals, ACTIONS, {
      places: ofRow,
      services: actions.map(({ service }) => service),
      bandOf: bandsByTracking(actions.map(this.trackedSince), principals),
    });
  }

  private addRows(rows: Columns, principals: readonly Measured[], measure: number, grants: Grants): void {
    const owners = codesIn(rows, 'principal_arn').codes;
    const times = numbersIn(rows, 'last_accessed_at');
    const { places, bandOf } = grants;
    const ofServices = grants.services.map((service) => madeIn(this.ofServices, service));
    const ofPrincipals = principals.map((principal) => this.bandsOf(principal));
    for (let row = 0; row < rows.rows; row++) {
      const [owner, place] = [owners[row] as number, places[row] as number];
      const band = bandOf(owner, place);
      const isUsed = !Number.isNaN(times[row]);
      (ofServices[place] as Bands).addGranted(band, measure, isUsed);
      for (const bands of ofPrincipals[owner] as readonly Bands[]) bands.addGranted(band, measure, isUsed);
    }
  }

  /** The rows of the three tables. */
  done(): (readonly [TableSchema, Columns])[] {
    const account_id = this.accountId;
    const ofAccount = this.ofAccount.rows().map((row) => ({ account_id, ...row }));
    const ofServices = [...this.ofServices].flatMap(([service_namespace, bands]) =>
      bands.rows().map(({ services_granted, services_accessed, ...row }) => ({
        account_id,
        service_namespace,
        ...row,
        principals_granted: services_granted,
        principals_accessed: services_accessed,
      })),
    );
    const ofSets = [...this.ofPermissionSets].flatMap(([permission_set_name, bands]) =>
      bands.rows().map((row) => ({ account_id, permission_set_name, ...row })),
    );
    return [
      [accountCounts, columnsOf(accountCounts, ofAccount)],
      [accountServiceCounts, columnsOf(accountServiceCounts, ofServices)],
      [accountPermissionSetCounts, columnsOf(accountPermissionSetCounts, ofSets)],
    ];
  }

  /** Where a principal counts, services apart. */
  private bandsOf({ permissionSetName }: Measured): readonly Bands[] {
    if (permissionSetName === null) return [this.ofAccount];
    return [this.ofAccount, madeIn(this.ofPermissionSets, permissionSetName)];
  }
}

function madeIn(all: Map<string, Bands>, name: string): Bands {
  const bands = all.get(name) ?? new Bands();
  all.set(name, bands);
  return bands;
}

/** The band of a principal's row of an action, by their places. Few days of tracking differ: a principal has as many bands. */
function bandsByTracking(since: readonly number[], principals: readonly Measured[]) {
  const days = [...new Set(since)];
  const dayOf = Int32Array.from(since, (day) => days.findIndex((other) => Object.is(other, day)));
  const bands = principals.map((principal) => days.map((day) => actionBand(principal, day)));
  return (owner: number, place: number): number => (bands[owner] as number[])[dayOf[place] as number] as number;
}
