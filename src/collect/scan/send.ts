/** GetServiceLastAccessedDetails through the SDK, its list of services read by the scanner where that understands it. */
import {
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandInput,
  type GetServiceLastAccessedDetailsCommandOutput,
} from '@aws-sdk/client-iam';
import type { IamSession } from '../../organization/session.js';
import type { ReportColumns } from '../report-columns.js';
import { type Lifted, liftServices } from './lift.js';

export interface ScannedAnswer {
  /** As the SDK gives it, but with an empty ServicesLastAccessed where `columns` is there. */
  readonly answer: GetServiceLastAccessedDetailsCommandOutput;
  /** What the list of services held; undefined: it stands in the answer. */
  readonly columns: ReportColumns | undefined;
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
): Promise<ScannedAnswer> {
  let lifted: Lifted | undefined;
  const command = new GetServiceLastAccessedDetailsCommand(input);
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      lifted = await scanResponse(result.response as Response);
      return result;
    },
    { name: 'scanServicesLastAccessed', step: 'deserialize', priority: 'low' },
  );
  const answer = await iam.send(command, { abortSignal });
  // Where the rest makes the SDK read no list there, it would have read none in the whole body.
  const isRead = lifted !== undefined && answer.ServicesLastAccessed?.length === 0;
  return { answer, columns: isRead ? lifted?.columns : undefined };
}

async function scanResponse(response: Response): Promise<Lifted | undefined> {
  if (response.statusCode !== 200) return undefined;
  const body = await bytesOf(response.body);
  const lifted = liftServices(body.toString());
  response.body = lifted === undefined ? body : Buffer.from(lifted.rest);
  return lifted;
}

async function bytesOf(body: unknown): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
