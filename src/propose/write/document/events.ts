/** How CloudTrail calls the actions of IAM: events.tsv names the services of which a page of AWS tells it, and what CloudTrail cannot show. */
import { readFileSync } from 'node:fs';
import type { Assessment, RemovedAction } from '../../assess/assessment.js';
import { grouped } from '../../subjects/grouped.js';

/** `same`: an event has the name of the action; `suffix`: with a version behind it; `unsure`: nobody can tell. */
type Naming = 'same' | 'suffix' | 'unsure';

interface ServiceEvents {
  readonly source: string;
  readonly naming: Naming;
  /** Events by the action, in lower case; `*`: any other action is called by its own name. */
  readonly events: ReadonlyMap<string, readonly string[]>;
  /** Actions in lower case that CloudTrail's event history never shows; a `*` at the end stands for the rest. */
  readonly unlogged: readonly string[];
}

/** What to look for of one service. */
export interface WatchedService {
  readonly name: string;
  readonly source: string;
  /** Names to ask for, one by one; null: all events of the source are asked for. */
  readonly events: readonly string[] | null;
  /** Events of removed actions; null: every event of the service is one. */
  readonly actions: readonly string[] | null;
}

export interface Watched {
  readonly services: readonly WatchedService[];
  /** What CloudTrail cannot show, with the reason. */
  readonly unseen: readonly Unseen[];
  /** What is asked under names that nobody confirmed: nothing found is no evidence. */
  readonly unsure: readonly Unseen[];
}

type Unseen = readonly [what: string, why: string];

/** More names of one service than this cost more calls than all of its events. */
const MOST_NAMES = 25;

export function eventsOf(removed: Assessment['removed']): Watched {
  const byService = grouped(removed.map((one) => [serviceOf(one).toLowerCase(), one] as const));
  const services: WatchedService[] = [];
  const unseen: Unseen[] = [];
  const unsure: Unseen[] = [];
  const unlisted: string[] = [];
  for (const [name, actions] of [...byService].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = EVENTS.get(name);
    const own = known ?? unlistedService(name);
    const names = actions.map(({ action }) => action.slice(action.indexOf(':') + 1));
    const logged = names.filter((one) => isLogged(own, one));
    const lost = names.filter((one) => !logged.includes(one));
    const guessed = logged.filter((one) => !isCertain(own, one));
    if (lost.length > 0) unseen.push([`${name} ${someNames(lost)}`, "not in CloudTrail's event history"]);
    if (logged.length === 0) continue;
    if (known === undefined) unlisted.push(name);
    else if (own.naming === 'unsure') unsure.push([name, `searched as all events of ${own.source}`]);
    else if (guessed.length > 0) unsure.push([`${name} ${someNames(guessed)}`, 'searched by the name of the action']);
    const isWhole = actions.every(({ grade }) => grade !== 'action');
    services.push(watchedOf(name, own, logged, isWhole));
  }
  if (unlisted.length > 0)
    unsure.push([unlisted.join(', '), 'searched as <service>.amazonaws.com, by the name of the action']);
  return { services, unseen, unsure };
}

function isLogged({ unlogged }: ServiceEvents, action: string): boolean {
  const own = action.toLowerCase();
  return !unlogged.some((one) => (one.endsWith('*') ? own.startsWith(one.slice(0, -1)) : own === one));
}

function isCertain({ events }: ServiceEvents, action: string): boolean {
  return events.has(action.toLowerCase()) || events.has('*');
}

function serviceOf({ action }: RemovedAction): string {
  return action.slice(0, action.indexOf(':'));
}

function watchedOf(name: string, own: ServiceEvents, logged: readonly string[], isWhole: boolean): WatchedService {
  const events = [...new Set(logged.flatMap((one) => own.events.get(one.toLowerCase()) ?? [one]))].sort();
  const isBySource = own.naming !== 'same' || (isWhole && events.length > MOST_NAMES);
  const isAnyRemoved = isBySource && isWhole;
  return {
    name,
    source: own.source,
    events: isBySource ? null : events,
    actions: isAnyRemoved ? null : events,
  };
}

function someNames(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

/** AWS: "typically" its name and amazonaws.com, with exceptions (docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html). */
function unlistedService(service: string): ServiceEvents {
  return { source: `${service}.amazonaws.com`, naming: 'same', events: new Map(), unlogged: [] };
}

const EVENTS = readEvents();

function readEvents(): ReadonlyMap<string, ServiceEvents> {
  const lines = readFileSync(new URL('../../events.tsv', import.meta.url), 'utf8').split('\n');
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
  return new Map(
    rows.map(([service = '', source = '', naming = '', events = '', unlogged = '']) => [
      service,
      {
        source,
        naming: naming as Naming,
        events: new Map(words(events).map(eventsByAction)),
        unlogged: words(unlogged),
      },
    ]),
  );
}

function eventsByAction(word: string): readonly [action: string, events: readonly string[]] {
  const [action = '', events = action] = word.split('=');
  return [action.toLowerCase(), events.split(',')];
}

function words(text: string): string[] {
  return text === '-' ? [] : text.split(' ');
}
