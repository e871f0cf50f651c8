/**
 * Witnesses: measured principals that may do everything, so that whatever their report does not show, IAM did not track
 * when it was made; and since when IAM is known to track a thing, by witnesses and the first report that shows it.
 */
import type { LakeRow } from '../../world/lake.js';
import { documentsOf, statementsOf } from './documents.js';
import { folded, type History, listOf, type Sighting } from './history.js';

export interface Witness {
  readonly report: Sighting;
  readonly generatedAt: number;
  /** Services of which it may be denied something: of these it tells nothing. */
  readonly deniedServices: ReadonlySet<string>;
}

/** Null: it is none. A document that the run has not read may deny anything. */
function witnessOf(history: History, report: Sighting): Witness | null {
  if (report.generatedAt === null) return null;
  const documents = documentsOf(history, report).map((document) => statementsOf(history, report, document));
  const statements = documents.flat();
  if (documents.some(({ length }) => length === 0) || !statements.some(allowsEverything)) return null;
  const denied = statements.filter(({ effect }) => effect !== 'Allow').map(servicesDenied);
  if (denied.includes(null)) return null;
  return { report, generatedAt: report.generatedAt, deniedServices: new Set(denied.flatMap((each) => each ?? [])) };
}

function allowsEverything(statement: LakeRow): boolean {
  return (
    statement.effect === 'Allow' &&
    listOf(statement, 'actions').some((action) => action === '*' || action === '*:*') &&
    listOf(statement, 'resources').includes('*') &&
    statement.has_condition === false
  );
}

/** Null: any may be. A condition or a resource bears on nothing: something may be denied. */
function servicesDenied(statement: LakeRow): readonly string[] | null {
  const patterns = listOf(statement, 'actions');
  if (statement.effect !== 'Deny' || patterns.length === 0) return null;
  const services = patterns.map((pattern) => folded(pattern.split(':')[0] as string));
  const isNamed = patterns.every((pattern) => /^[^*?:]+:/.test(pattern));
  return isNamed ? services : null;
}

export function witnessesIn(history: History, sightings: readonly Sighting[]): Witness[] {
  return sightings.flatMap((report) => witnessOf(history, report) ?? []);
}

export function tellsOf(witness: Witness, service: string): boolean {
  return !witness.deniedServices.has(folded(service));
}

/** What reports up to a date say of a service or an action. */
export interface FirstSeen {
  /** The first report of any run and principal that shows it, be the date of its snapshot what it may; null: none does. */
  readonly at: number | null;
  /** When witnesses made the reports that speak of its service. */
  readonly witnessed: readonly number[];
}

/** Whether IAM began to track it after a witness had reported. */
export function isNew({ at, witnessed }: FirstSeen): boolean {
  return at !== null && witnessed.some((time) => time < at);
}

/** Whether a report of that moment cannot have shown it: nobody had seen it by then, and a witness had reported. */
export function wasNotThere({ at, witnessed }: FirstSeen, moment: number): boolean {
  return at !== null && at > moment && witnessed.some((time) => time <= moment);
}
