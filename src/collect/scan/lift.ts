/** Takes the list of services out of a report's XML, and leaves the rest to the SDK's parser. */
import type { ReportColumns } from '../report-columns.js';
import { NotUnderstood, Scanner } from './scanner.js';
import { readServices } from './services.js';

export interface Lifted {
  readonly columns: ReportColumns;
  /** The body with an empty list in the place of the one that was read. */
  readonly rest: string;
}

/** Up to the list, elements without children alone: then it stands where IAM's answer has it. */
const head =
  /^(?:<\?xml [^<>]*\?>)?\s*<GetServiceLastAccessedDetailsResponse(?: xmlns="[^"<>]*")?>\s*<GetServiceLastAccessedDetailsResult>\s*(?:<(\w+)>[^<>]*<\/\1>\s*)*$/;
const opening = '<ServicesLastAccessed>';
/** What must not stand beside the list: with two lists the SDK's parser makes something else of the first. */
const ofTheList = /<(?:ServicesLastAccessed|ServiceNamespace|ActionName)\b/;

/** Undefined where the body holds no list, or one that is not fully understood. */
export function liftServices(body: string): Lifted | undefined {
  const start = body.indexOf(opening);
  if (start < 0) return undefined;
  const before = body.slice(0, start);
  if (!head.test(before) || ofTheList.test(before)) return undefined;
  const scanner = new Scanner(body, start + opening.length);
  try {
    const page = readServices(scanner);
    const after = body.slice(scanner.at);
    if (ofTheList.test(after)) return undefined;
    return { columns: page.done(), rest: `${before}<ServicesLastAccessed/>${after}` };
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}
