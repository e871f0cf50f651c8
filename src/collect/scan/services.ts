/** Reads ServicesLastAccessed of a report out of the XML, straight into columns. */
import { type Access, PageColumns } from './page-columns.js';
import { NotUnderstood, type Scanner } from './scanner.js';
import { timeOf } from './time.js';

/** Reads the members up to the end of the list, in whatever order their elements stand. Throws NotUnderstood. */
export function readServices(scanner: Scanner): PageColumns {
  const page = new PageColumns();
  for (;;) {
    scanner.skipBlank();
    if (scanner.takes('</ServicesLastAccessed>')) return page;
    scanner.expect('<member>');
    readService(scanner, page);
  }
}

function readService(scanner: Scanner, page: PageColumns): void {
  const access: Access = { time: undefined, region: undefined, entity: undefined };
  let namespace: string | undefined;
  let name: string | undefined;
  let entities: number | undefined;
  let actions: true | undefined;
  for (;;) {
    scanner.skipBlank();
    if (scanner.takes('<ServiceName>')) name = once(name, scanner.value('</ServiceName>'));
    else if (scanner.takes('<ServiceNamespace>')) namespace = once(namespace, scanner.value('</ServiceNamespace>'));
    else if (scanner.takes('<TotalAuthenticatedEntities>')) entities = once(entities, readCount(scanner));
    else if (scanner.takes('<TrackedActionsLastAccessed>')) actions = once(actions, readActions(scanner, page));
    else if (scanner.takes('<LastAuthenticated>')) {
      access.time = once(access.time, timeOf(scanner.value('</LastAuthenticated>')));
    } else if (scanner.takes('<LastAuthenticatedEntity>')) {
      access.entity = once(access.entity, scanner.value('</LastAuthenticatedEntity>'));
    } else if (scanner.takes('<LastAuthenticatedRegion>')) {
      access.region = once(access.region, scanner.value('</LastAuthenticatedRegion>'));
    } else break;
  }
  scanner.expect('</member>');
  if (namespace === undefined) throw new NotUnderstood();
  page.service(namespace, name, entities, access);
}

function readActions(scanner: Scanner, page: PageColumns): true {
  for (;;) {
    scanner.skipBlank();
    if (!scanner.takes('<member>')) break;
    readAction(scanner, page);
  }
  scanner.expect('</TrackedActionsLastAccessed>');
  return true;
}

function readAction(scanner: Scanner, page: PageColumns): void {
  const access: Access = { time: undefined, region: undefined, entity: undefined };
  let name: string | undefined;
  for (;;) {
    scanner.skipBlank();
    if (scanner.takes('<ActionName>')) name = once(name, scanner.value('</ActionName>'));
    else if (scanner.takes('<LastAccessedEntity>')) {
      access.entity = once(access.entity, scanner.value('</LastAccessedEntity>'));
    } else if (scanner.takes('<LastAccessedRegion>')) {
      access.region = once(access.region, scanner.value('</LastAccessedRegion>'));
    } else if (scanner.takes('<LastAccessedTime>')) {
      access.time = once(access.time, timeOf(scanner.value('</LastAccessedTime>')));
    } else break;
  }
  scanner.expect('</member>');
  if (name === undefined) throw new NotUnderstood();
  page.action(name, access);
}

/** An element that comes twice is a list to the SDK's parser. */
function once<T>(before: T | undefined, value: T): T {
  if (before !== undefined) throw new NotUnderstood();
  return value;
}

function readCount(scanner: Scanner): number {
  const digits = scanner.value('</TotalAuthenticatedEntities>');
  if (!/^\d{1,9}$/.test(digits)) throw new NotUnderstood();
  return Number(digits);
}
