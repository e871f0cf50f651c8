// Makes src/policy/permission-only.tsv: actions that IAM does not track and that no call of an API has by name, so that a
// use of them may leave no row. From a folder of AWS's service reference (source `service_reference`: no operation of their
// service is authorized by them), or from botocore's models (source `no_operation`, weaker: no operation of a model with that
// IAM prefix has the name). A line keeps its class; a new one is `unjudged`, until somebody judges it:
//   connection  used over a data connection, by an agent or by the console itself
//   elsewhere   checked in a call of another service
//   within      checked along a call of its own service, which shows as a use of that
// Usage: node scripts/permission-only.mjs <folder of https://servicereference.us-east-1.amazonaws.com/ | botocore/data> [list.tsv]
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** IAM prefixes of models that sign by another name, as the Service Authorization Reference has them. */
const PREFIXES = {
  IoTSecuredTunneling: 'iot',
  awsssoportal: 'sso',
  cloudcontrolapi: 'cloudformation',
  'iot-jobs-data': 'iotjobsdata',
  iotdata: 'iot',
  monitoring: 'cloudwatch',
  'mturk-requester': 'mechanicalturk',
  'partnercentral-account': 'partnercentral',
  'partnercentral-benefits': 'partnercentral',
  'partnercentral-channel': 'partnercentral',
  'partnercentral-selling': 'partnercentral',
  tagging: 'tag',
};

const [folder, list = new URL('../src/policy/permission-only.tsv', import.meta.url)] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: node scripts/permission-only.mjs <folder> [list.tsv]');
  process.exit(2);
}

const [, , ...reference] = readFileSync(new URL('../src/model/service-reference.tsv', import.meta.url), 'utf8').split(
  '\n',
);
const untracked = reference
  .map((line) => line.split('\t'))
  .filter(([, action, , tracked, withdrawn]) => action !== undefined && tracked !== 'true' && withdrawn === undefined);

const models = modelsIn(folder);
const [source, called] =
  models.length > 0 ? ['no_operation', operationsOf(models)] : ['service_reference', authorizedIn(folder)];
const found = untracked
  .filter(([service, action]) => called.get(service)?.has(action.toLowerCase()) === false)
  .map(([service, action]) => `${service}:${action}`);

const [, ...lines] = existsSync(list) ? readFileSync(list, 'utf8').trimEnd().split('\n') : [];
const classes = new Map(lines.map((line) => [line.split('\t')[0], line.split('\t')[2]]));
const added = found.filter((action) => !classes.has(action));
const text = found.map((action) => [action, source, classes.get(action) ?? 'unjudged'].join('\t')).sort();
writeFileSync(list, ['action\tsource\tclass', ...text, ''].join('\n'));
console.log(`${found.length} actions, ${added.length} of them new and unjudged`);

/** Files of models: botocore has <service>/<version>/service-2.json, which may be packed. */
function modelsIn(data) {
  return readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|[\\/])service-2\.json(\.gz)?$/.test(name))
    .map((name) => join(data, name));
}

/** By IAM prefix the names of operations, in lower case. */
function operationsOf(files) {
  const operations = new Map();
  for (const file of files) {
    const bytes = readFileSync(file);
    const { metadata, operations: own } = JSON.parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    for (const name of new Set([metadata.signingName ?? metadata.endpointPrefix, metadata.endpointPrefix])) {
      add(operations, PREFIXES[name] ?? name, Object.keys(own));
    }
  }
  return operations;
}

/** By service the actions that an operation of its own is authorized by; one that names no operations tells nothing. */
function authorizedIn(data) {
  const authorized = new Map();
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json')) continue;
    const { Name: service, Operations: operations } = JSON.parse(readFileSync(join(data, name), 'utf8')) ?? {};
    if (typeof service !== 'string' || !Array.isArray(operations) || operations.length === 0) continue;
    const own = operations.flatMap(({ AuthorizedActions }) => AuthorizedActions ?? []);
    add(
      authorized,
      service,
      own.filter(({ Service }) => Service === service).map(({ Name }) => Name),
    );
  }
  if (authorized.size === 0)
    throw new Error(`${data} holds neither models nor a service reference that names operations`);
  return authorized;
}

function add(groups, key, names) {
  const group = groups.get(key) ?? new Set();
  for (const name of names) group.add(name.toLowerCase());
  groups.set(key, group);
}
