/** One call as the handlers see it, and what all of them stand on. */

import type { CallSubject, FaultSet } from '../fault-set.js';
import type { World } from '../world/world.js';
import { AwsError, validationError } from './aws-error.js';
import type { Calls } from './calls.js';
import type { Credentials, Session } from './credentials.js';
import type { CredentialReports } from './iam/credential-reports.js';
import type { Jobs } from './iam/jobs.js';

/** The state of the simulation, shared by all calls. */
export interface Context {
  readonly world: World;
  readonly faults: FaultSet;
  readonly credentials: Credentials;
  readonly jobs: Jobs;
  readonly reports: CredentialReports;
  readonly calls: Calls;
  /** Accounts whose member role a fault has removed. */
  readonly voidRoles: Set<string>;
}

export interface Call extends Context {
  /** Such as `iam:ListUsers`. */
  readonly action: string;
  readonly session: Session;
  /** Parameters of the query protocol. */
  readonly params: URLSearchParams;
  readonly subject: CallSubject;
  /** By how much the service's clock is off for this call. */
  readonly clockOffMs: number;
}

/** Parts of a body, in order. */
export type Body = readonly (string | Buffer)[];

/** A parameter that the operation asks for. @throws AwsError ValidationError */
export function requiredParam(params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (value) return value;
  const word = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value null at '${word}' failed to satisfy constraint: Member must not be null`,
  );
}

/** MaxItems as IAM reads it: 1 to 1000. @throws AwsError MalformedInput or ValidationError */
export function maxItemsOf(params: URLSearchParams, byDefault: number): number {
  const given = params.get('MaxItems');
  if (given === null) return byDefault;
  if (!/^[+-]?\d+$/.test(given)) throw new AwsError(400, 'MalformedInput', `Could not parse "${given}" as an integer`);
  const outside = (bound: string) =>
    validationError(
      `1 validation error detected: Value '${given}' at 'maxItems' failed to satisfy constraint: Member must have value ${bound}`,
    );
  if (Number(given) < 1) throw outside('greater than or equal to 1');
  if (Number(given) > 1000) throw outside('less than or equal to 1000');
  return Number(given);
}
