/** The client of the Athena API. */
import { AthenaClient } from '@aws-sdk/client-athena';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const CONNECTION_TIMEOUT_MS = 10_000;
/** Athena answers in well under a second; a call that hangs is given up and tried again. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Throttling comes in bursts: 20 StartQueryExecution a second an account. */
const MAX_ATTEMPTS = 8;

export interface AthenaOptions {
  /** Database of names that have none; undefined: none, as for CREATE DATABASE. */
  readonly database: string | undefined;
  readonly workgroup: string;
  /** `s3://bucket/prefix` for results; undefined: the workgroup's own. */
  readonly outputLocation: string | undefined;
  /** Undefined: of the environment or the profile. */
  readonly region: string | undefined;
}

/** The name of the Glue catalog of the caller's account in Athena. */
export const CATALOG = 'AwsDataCatalog';

/** A client with the credentials of the default chain; the endpoint may come from AWS_ENDPOINT_URL_ATHENA. */
export function athenaClient({ region }: AthenaOptions): AthenaClient {
  return new AthenaClient({
    ...(region === undefined ? {} : { region }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  });
}
