/** Takes the list of services out of a report's XML, and leaves the rest to the SDK's parser. */
import type { ReportColumns } from '../columns.js';
import { NotUnderstood, Scanner } from './scanner.js';
import { readServices } from './services.js';
import { Vocabulary } from './vocabulary.js';

export interface ExtractedServices {
  readonly columns: ReportColumns;
  /** The body with an empty list in the place of the one that was read. */
  readonly rest: Buffer;
}

/** Lifts the list out of a body; undefined where it holds none, or one that is not fully understood. */
export type ExtractServices = (body: Buffer) => ExtractedServices | undefined;

/** Up to the list, elements without children alone: then it is where IAM's answer has it. */
const HEAD =
  /^(?:<\?xml [^<>]*\?>)?\s*<GetServiceLastAccessedDetailsResponse(?: xmlns="[^"<>]*")?>\s*<GetServiceLastAccessedDetailsResult>\s*(?:<(\w+)>[^<>]*<\/\1>\s*)*$/;
const OPENING = '<ServicesLastAccessed>';
const emptyList = Buffer.from('<ServicesLastAccessed/>');
/** What must not be beside the list: with two lists the SDK's parser makes something else of the first. */
const OF_THE_LIST = /<(?:ServicesLastAccessed|ServiceNamespace|ActionName)\b/;

/** AWS has some 20,000 services and actions; Regions and those who used them come on top. */
const MOST_WORDS = 65_536;

/** Lifts with one vocabulary for all bodies: their columns share a dictionary, until it is full and another begins. */
export function serviceExtractor(): ExtractServices {
  let vocabulary = new Vocabulary();
  return (body) => {
    if (vocabulary.words.length > MOST_WORDS) vocabulary = new Vocabulary();
    return extracted(body, vocabulary);
  };
}

function extracted(body: Buffer, vocabulary: Vocabulary): ExtractedServices | undefined {
  const start = body.indexOf(OPENING);
  if (start < 0) return undefined;
  const before = body.toString('utf8', 0, start);
  if (!HEAD.test(before) || OF_THE_LIST.test(before)) return undefined;
  const scanner = new Scanner(body, start + OPENING.length, vocabulary);
  try {
    const page = readServices(scanner, vocabulary);
    if (OF_THE_LIST.test(body.toString('utf8', scanner.at))) return undefined;
    const rest = Buffer.concat([body.subarray(0, start), emptyList, body.subarray(scanner.at)]);
    return { columns: page.done(), rest };
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}
