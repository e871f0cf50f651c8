/** Reads ServicesLastAccessed of a report out of the XML, straight into columns. */
import { PageColumns } from './page-columns.js';
import { NotUnderstood, once, type Scanner, tagsOf } from './scanner.js';
import { readUse, useTags } from './use.js';
import type { Vocabulary } from './vocabulary.js';

const listEnd = tagsOf('ServicesLastAccessed').closing;
const member = tagsOf('member');
const serviceName = tagsOf('ServiceName');
const serviceNamespace = tagsOf('ServiceNamespace');
const authenticatedEntities = tagsOf('TotalAuthenticatedEntities');
const trackedActions = tagsOf('TrackedActionsLastAccessed');
const actionName = tagsOf('ActionName');
const useOfService = useTags('LastAuthenticated', 'LastAuthenticated');
const useOfAction = useTags('LastAccessedTime', 'LastAccessed');

/** Reads the members up to the end of the list, in whatever order their elements stand. Throws NotUnderstood. */
export function readServices(scanner: Scanner, vocabulary: Vocabulary): PageColumns {
  const page = new PageColumns(vocabulary);
  for (;;) {
    scanner.skipBlank();
    if (scanner.takes(listEnd)) return page;
    scanner.expect(member.opening);
    readService(scanner, page);
  }
}

function readService(scanner: Scanner, page: PageColumns): void {
  let namespace: number | undefined;
  let name: number | undefined;
  let entities: number | undefined;
  let actions: true | undefined;
  for (;;) {
    scanner.skipBlank();
    if (scanner.takes(member.closing)) break;
    if (scanner.takes(serviceName.opening)) name = once(name, scanner.word(serviceName.closing));
    else if (scanner.takes(serviceNamespace.opening)) {
      namespace = once(namespace, scanner.word(serviceNamespace.closing));
    } else if (scanner.takes(authenticatedEntities.opening))
      entities = once(entities, scanner.count(authenticatedEntities.closing));
    else if (scanner.takes(trackedActions.opening)) actions = once(actions, readActions(scanner, page));
    else readUse(scanner, useOfService, page.serviceUses.open);
  }
  if (namespace === undefined) throw new NotUnderstood();
  page.addService(namespace, name, entities);
}

function readActions(scanner: Scanner, page: PageColumns): true {
  let before: number | undefined;
  for (;;) {
    scanner.skipBlank();
    if (!scanner.takes(member.opening)) break;
    before = readAction(scanner, page, before);
  }
  scanner.expect(trackedActions.closing);
  return true;
}

/** The name of the action; `before` is that of the one before it. */
function readAction(scanner: Scanner, page: PageColumns, before: number | undefined): number {
  let name: number | undefined;
  for (;;) {
    scanner.skipBlank();
    if (scanner.takes(member.closing)) break;
    if (scanner.takes(actionName.opening)) name = once(name, scanner.wordAfter(before, actionName.closing));
    else readUse(scanner, useOfAction, page.actionUses.open);
  }
  if (name === undefined) throw new NotUnderstood();
  page.addAction(name);
  return name;
}
