/** How CloudTrail calls the actions of IAM: events.tsv names the services that differ, and what CloudTrail cannot show. */
import { readFileSync } from 'node:fs';
import type { Assessment, RemovedAction } from '../../assess/assessment.js';
import { grouped } from '../../subjects/holders.js';

/** `same`: an event has the name of the action; `suffix`: with a version behind it; `unsure`: nobody can tell. */
type Naming = 'same' | 'suffix' | 'unsure';

interface ServiceEvents {
  readonly source: string;
  readonly naming: Naming;
  /** Events by the action, in lower case, where names differ. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Actions in lower case whose calls are data events, or are not logged. */
  readonly unlogged: ReadonlySet<string>;
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
  readonly unseen: readonly (readonly [what: string, why: string])[];
}

/** More names of one service than this cost more calls than all of its events. */
const MOST_NAMES = 25;

export function eventsOf(removed: Assessment['removed']): Watched {
  const byService = grouped(removed.map((one) => [serviceOf(one).toLowerCase(), one] as const));
  const services: WatchedService[] = [];
  const unseen: (readonly [string, string])[] = [];
  for (const [name, actions] of [...byService].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = EVENTS.get(name) ?? sameNames(name);
    const names = actions.map(({ action }) => action.slice(action.indexOf(':') + 1));
    const logged = names.filter((one) => !own.unlogged.has('*') && !own.unlogged.has(one.toLowerCase()));
    const lost = names.filter((one) => !logged.includes(one));
    if (lost.length > 0) unseen.push([`${name} ${someNames(lost)}`, 'data events']);
    if (own.naming === 'unsure') unseen.push([name, 'events have other names than actions']);
    if (logged.length > 0)
      services.push(
        watchedOf(
          name,
          own,
          logged,
          actions.every(({ grade }) => grade !== 'action'),
        ),
      );
  }
  return { services, unseen };
}

function serviceOf({ action }: RemovedAction): string {
  return action.slice(0, action.indexOf(':'));
}

function watchedOf(name: string, own: ServiceEvents, logged: readonly string[], isWhole: boolean): WatchedService {
  const events = [...new Set(logged.map((one) => own.renamed.get(one.toLowerCase()) ?? one))].sort();
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

function sameNames(service: string): ServiceEvents {
  return { source: `${service}.amazonaws.com`, naming: 'same', renamed: new Map(), unlogged: new Set() };
}

const EVENTS = readEvents();

function readEvents(): ReadonlyMap<string, ServiceEvents> {
  const lines = readFileSync(new URL('../../events.tsv', import.meta.url), 'utf8').split('\n');
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
  return new Map(
    rows.map(([service = '', source = '', naming = '', renamed = '', unlogged = '']) => [
      service,
      {
        source,
        naming: naming as Naming,
        renamed: new Map(words(renamed).map((pair) => pair.split('=') as [string, string])),
        unlogged: new Set(words(unlogged)),
      },
    ]),
  );
}

function words(text: string): string[] {
  return text === '-' ? [] : text.split(' ');
}
