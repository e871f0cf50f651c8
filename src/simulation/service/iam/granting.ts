/** ListPoliciesGrantingServiceAccess: which documents, each looked at alone, grant a service. */
import type { Holder, Principal } from '../../world/entities.js';
import type { Subject } from '../../world/world.js';
import { AwsError, validationError } from '../aws-error.js';
import { type Body, type Call, requiredParam } from '../call.js';
import { element, list } from '../xml.js';
import { noSuchEntity } from './lists.js';

const MOST_NAMESPACES = 200;

interface Document {
  readonly text: string;
  readonly xml: string;
}

/** In the order of the namespaces of the request, each once. @throws AwsError */
export function listGranting(call: Call): Body {
  const { params, world } = call;
  const holder = holderOf(call);
  const namespaces = namespacesOf(params);
  const unknown = namespaces.find((namespace) => !world.catalog.byNamespace.has(namespace));
  if (unknown !== undefined) throw new AwsError(400, 'InvalidInput', `Invalid service namespace: [${unknown}]`);
  const documents = documentsOf(holder);
  const members = namespaces.map((namespace) => {
    const index = world.catalog.byNamespace.get(namespace)?.index;
    const granting = documents.filter(({ text }) => world.granted([text]).some(({ service }) => service === index));
    const policies = list(
      'Policies',
      granting.map(({ xml }) => xml),
    );
    return element('ServiceNamespace', namespace) + policies;
  });
  return [element('IsTruncated', false), list('PoliciesGrantingServiceAccess', members)];
}

function namespacesOf(params: URLSearchParams): string[] {
  requiredParam(params, 'ServiceNamespaces.member.1');
  const given = [...params].filter(([name]) => name.startsWith('ServiceNamespaces.member.')).map(([, value]) => value);
  if (given.length <= MOST_NAMESPACES) return [...new Set(given)];
  throw validationError(
    `1 validation error detected: Value at 'serviceNamespaces' failed to satisfy constraint: Member must have length less than or equal to ${MOST_NAMESPACES}`,
  );
}

function holderOf({ params, world, session }: Call): Holder {
  const arn = requiredParam(params, 'Arn');
  if (!/:(user|role|group)\//.test(arn)) {
    throw new AwsError(400, 'InvalidInput', `Invalid Entity Arn: ${arn} is not supported.`);
  }
  const found: Subject | undefined = world.subject(session.caller.accountId, arn);
  if (found && 'attached' in found) return found;
  throw noSuchEntity(`ARN ${arn} does not exist.`);
}

/** Those of the holder and, of a user, those of its groups. */
function documentsOf(holder: Holder): Document[] {
  const groups = 'groups' in holder ? (holder as Principal).groups : [];
  return [holder, ...groups].flatMap((one) => {
    const kind = (one.arn.split(/[:/]/)[5] as string).toUpperCase();
    const owner = element('EntityType', kind) + element('EntityName', one.name);
    return [
      ...one.attached.map(({ name, arn, versions }) => ({
        text: versions[0].document,
        xml: `${head(name, 'MANAGED')}${element('PolicyArn', arn)}`,
      })),
      ...one.inline.map(({ name, document }) => ({ text: document, xml: `${head(name, 'INLINE')}${owner}` })),
    ];
  });
}

function head(name: string, type: 'MANAGED' | 'INLINE'): string {
  return element('PolicyName', name) + element('PolicyType', type);
}
