/** How the clients of the SDK are made: one attempt a call, time-outs that throw, connections shared. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { BoundedHandler } from './bounded.js';

/** For hundreds of accounts side by side. */
const MOST_SOCKETS = 512;
const CONNECT_MS = 10_000;
/** From the request to the head of the answer; the whole answer has the deadline of its call. */
const ANSWER_MS = 30_000;

/** One handler for every client: 500 of them would own 501 sockets and 50 MB. */
export function sharedHandler(): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: MOST_SOCKETS };
  return new BoundedHandler({
    connectionTimeout: CONNECT_MS,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true, // else it only logs a warning
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
  });
}

/** What every client has in common; endpoints come from AWS_ENDPOINT_URL_<SERVICE> and AWS_ENDPOINT_URL. */
export function clientOptions(handler: NodeHttpHandler) {
  return { requestHandler: handler, maxAttempts: 1, customUserAgent: [['access-lake']] as [string][] };
}
