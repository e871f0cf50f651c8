/** AWS Account Management: ListRegions, in the REST protocol with JSON. */
import { type Region, regionsOf } from '../world/regions.js';
import { AwsError } from './aws-error.js';
import type { Call } from './call.js';
import { pageOf, positionOf } from './pages.js';

type Json = Readonly<Record<string, unknown>>;

/** The operation of each path that is answered. */
const OPERATIONS: ReadonlyMap<string, string> = new Map([['/listRegions', 'ListRegions']]);

export function accountOperation(path: string): string | undefined {
  return OPERATIONS.get(path);
}

/** Most entries of a page, and those of one where the call does not say. */
const MOST_ENTRIES = 50;
const BOUND_TO = 'regions';

/** The Regions of the caller's account. @throws AwsError */
export function listRegions(call: Call, input: Json): Json {
  checkAccount(call, input);
  const { world, session, faults, subject } = call;
  const asked = input.RegionOptStatusContains as readonly string[] | undefined;
  const all = regionsOf(world.state(session.caller.accountId)).filter(({ status }) => asked?.includes(status) ?? true);
  if (faults.strike(['regions-none'], subject)) return { Regions: [] };
  const keyed = all.map((region) => ({ key: region.name, region }));
  const page = pageOf(keyed, maxResultsOf(input), positionIn(input), call);
  const isStrange = faults.strike(['regions-unknown-words'], subject) !== undefined;
  const Regions = page.entries.map(({ region }) => regionJson(region, isStrange));
  return { Regions, ...(page.marker === null ? {} : { NextToken: page.marker }) };
}

function regionJson({ name, status }: Region, isStrange: boolean): Json {
  return { RegionName: name, RegionOptStatus: isStrange && status !== 'ENABLED_BY_DEFAULT' ? 'PAUSED' : status };
}

/** No account may be named: trusted access is off, and the management account may not name itself. @throws AwsError */
function checkAccount({ world, session, action }: Call, { AccountId }: Json): void {
  if (AccountId === undefined) return;
  const why =
    AccountId === world.organization.managementAccountId
      ? 'The management account can only be managed using the standalone context from the management account.'
      : 'Your organization must first enable trusted access with AWS Account Management.';
  const message = `User: ${session.caller.arn} is not authorized to perform: ${action} (${why})`;
  throw new AwsError(403, 'AccessDenied', message);
}

function positionIn({ NextToken }: Json) {
  if (NextToken === undefined) return { boundTo: BOUND_TO, after: '', note: 0 };
  const position = positionOf(String(NextToken));
  if (position?.boundTo === BOUND_TO) return position;
  throw new AwsError(400, 'ValidationException', 'The NextToken is invalid.');
}

function maxResultsOf({ MaxResults = MOST_ENTRIES }: Json): number {
  const asked = Number(MaxResults);
  if (asked >= 1 && asked <= MOST_ENTRIES) return asked;
  throw new AwsError(400, 'ValidationException', `MaxResults must be between 1 and ${MOST_ENTRIES}: ${asked}`);
}
