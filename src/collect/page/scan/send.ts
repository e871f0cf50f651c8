/** GetServiceLastAccessedDetails through the SDK, its list of services read by the scanner where that understands it. */
import {
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandInput,
  type GetServiceLastAccessedDetailsCommandOutput,
} from '@aws-sdk/client-iam';
import { AnswerError } from '../../../aws/failure.js';
import type { IamSession } from '../../../organization/session.js';
import { holdsImpossibleDate } from '../calendar.js';
import type { ReportColumns } from '../columns.js';
import { countElements, type ElementCounts } from '../counts.js';
import type { ExtractedServices, ExtractServices } from './extract.js';

export interface ScannedAnswer {
  /** As the SDK gives it, but with an empty ServicesLastAccessed where `columns` is there. */
  readonly answer: GetServiceLastAccessedDetailsCommandOutput;
  /** What the list of services held; undefined: it is in the answer. */
  readonly columns: ReportColumns | undefined;
  /** What the body names, for a list that is in the answer. */
  readonly counts: ElementCounts;
}

/**
 * Sends the command. Signing, errors and every other element of the answer stay the SDK's work: the scanner
 * takes the list out of the body before its deserializer reads it. Fails as the SDK does, and with AnswerError for
 * a date that is none.
 */
export async function getScanned(
  iam: IamSession['iam'],
  input: GetServiceLastAccessedDetailsCommandInput,
  abortSignal: AbortSignal,
  extract: ExtractServices,
): Promise<ScannedAnswer> {
  let extracted: ExtractedServices | undefined;
  let counts: ElementCounts = { services: 0, actions: 0, numbers: 0 };
  const readBody = (body: Buffer): Buffer => {
    extracted = extract(body);
    if (extracted === undefined) counts = countElements(body);
    const rest = extracted?.rest ?? body;
    if (holdsImpossibleDate(rest)) throw new AnswerError('a date of the report is in no calendar');
    return rest;
  };
  const answer = await iam.send(new GetServiceLastAccessedDetailsCommand(input), { abortSignal, readBody });
  // Where the rest makes the SDK read no list there, it would have read none in the whole body.
  const isRead = extracted !== undefined && answer.ServicesLastAccessed?.length === 0;
  return { answer, columns: isRead ? extracted?.columns : undefined, counts };
}
