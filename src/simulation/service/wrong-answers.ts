/** What the faults of wrong answers make of the answer that was right. */
import type { FaultName } from '../faults.js';
import { WRONG_ANSWERS } from '../wrong-answers.js';
import type { Body, Call } from './call.js';

const NAMES = Object.keys(WRONG_ANSWERS) as FaultName[];
const ENTITIES = /(?<=<Last(?:Authenticated|Accessed)Entity>)[^<]*/g;
const FIRST_USE = /(?<=<LastAuthenticated>)[^<]*/;

const changes: Partial<Record<FaultName, (answer: string, call: Call) => string>> = {
  'entity-of-another': (answer, call) => answer.replace(ENTITIES, () => otherArn(call)),
  'entity-elsewhere': (answer) => answer.replace(ENTITIES, (arn) => arn.replace(/\d{12}/, '999999999999')),
  'no-job-type': (answer) =>
    answer
      .replace(/<JobType>.*?<\/JobType>/, '')
      .replace(/<TrackedActionsLastAccessed>.*?<\/TrackedActionsLastAccessed>/g, ''),
  'job-of-2099': (answer) => answer.replace(/(?<=<JobCreationDate>)\d{4}/, '2099'),
  'impossible-date': (answer) => answer.replace(FIRST_USE, (time) => `${time.slice(0, 4)}-02-30${time.slice(10)}`),
  'later-use': (answer) => answer.replace(FIRST_USE, (time) => `${Number(time.slice(0, 4)) + 1}${time.slice(4)}`),
  'empty-report': (answer) =>
    answer.replace(/<ServicesLastAccessed>.*<\/ServicesLastAccessed>/s, '<ServicesLastAccessed/>'),
  'groups-lost': (answer) => answer.replace(/<GroupDetailList>.*<\/GroupDetailList>/s, ''),
  'policies-lost': (answer) => answer.replace(/<Policies>.*<\/Policies>/s, ''),
};

/** The answer as a fault changes it. */
export function wronged(call: Call, body: Body): Body {
  const fault = call.faults.strike(
    NAMES.filter((name) => name in changes),
    call.subject,
  );
  const change = fault && changes[fault.name];
  if (change === undefined) return body;
  const answer = body.map((part) => part.toString()).join('');
  return [change(answer, call)];
}

/** Of a user or role that the call is not about. */
function otherArn({ world, session, subject }: Call): string {
  const { users, roles } = world.state(session.caller.accountId);
  return [...users, ...roles].find(({ arn }) => arn !== subject.principal?.arn)?.arn ?? '';
}
