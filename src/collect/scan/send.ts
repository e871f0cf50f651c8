/** GetServiceLastAccessedDetails through the SDK, its list of services read by the scanner where that understands it. */
import {
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandInput,
  type GetServiceLastAccessedDetailsCommandOutput,
} from '@aws-sdk/client-iam';
import type { IamSession } from '../../organization/session.js';
import { type NamesHeld, namesHeldIn } from '../names-held.js';
import type { ReportColumns } from '../report-columns.js';
import type { Lift, Lifted } from './lift.js';

export interface ScannedAnswer {
  /** As the SDK gives it, but with an empty ServicesLastAccessed where `columns` is there. */
  readonly answer: GetServiceLastAccessedDetailsCommandOutput;
  /** What the list of services held; undefined: it stands in the answer. */
  readonly columns: ReportColumns | undefined;
  /** What the body names, for a list that stands in the answer. */
  readonly held: NamesHeld;
}

/** What of the SDK's HTTP response matters here. */
interface Response {
  readonly statusCode?: number;
  body?: unknown;
}

/**
 * Sends the command. Signing, errors and every other element of the answer stay the SDK's work: the scanner
 * sits inside its deserializer and hands it the body without the list. Fails as the SDK does.
 */
export async function getScanned(
  iam: IamSession['iam'],
  input: GetServiceLastAccessedDetailsCommandInput,
  abortSignal: AbortSignal,
  lift: Lift,
): Promise<ScannedAnswer> {
  let lifted: Lifted | undefined;
  let held: NamesHeld = { services: 0, actions: 0 };
  const command = new GetServiceLastAccessedDetailsCommand(input);
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as Response;
      if (response.statusCode === 200) {
        const body = await bytesOf(response.body);
        lifted = lift(body);
        if (lifted === undefined) held = namesHeldIn(body);
        response.body = lifted === undefined ? body : lifted.rest;
      }
      return result;
    },
    { name: 'scanServicesLastAccessed', step: 'deserialize', priority: 'low' },
  );
  const answer = await iam.send(command, { abortSignal });
  // Where the rest makes the SDK read no list there, it would have read none in the whole body.
  const isRead = lifted !== undefined && answer.ServicesLastAccessed?.length === 0;
  return { answer, columns: isRead ? lifted?.columns : undefined, held };
}

async function bytesOf(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
