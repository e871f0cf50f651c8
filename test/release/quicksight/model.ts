/** What AWS's own model of a service, which ships with botocore, says of a request. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface Member {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
}

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  readonly union?: boolean;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

interface Operation {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input?: { readonly shape: string };
}

export interface Model {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The newest model of a service in an environment whose folder of packages is given. */
export function readModel(packages: string, service: string): Model {
  const folder = join(packages, 'botocore/data', service);
  const version = readdirSync(folder).sort().at(-1) as string;
  return JSON.parse(gunzipSync(readFileSync(join(folder, version, 'service-2.json.gz'))).toString());
}

/** The operation that a method and path of HTTP call, and what the path says. */
export function operationAt(
  { operations }: Model,
  method: string,
  path: string,
): { name: string; given: Record<string, string> } | undefined {
  for (const [name, { http }] of Object.entries(operations)) {
    if (http.method !== method) continue;
    const names = [...http.requestUri.matchAll(/\{(\w+)\+?\}/g)].map(([, given]) => given as string);
    const pattern = http.requestUri
      .replace(/\?.*$/, '')
      .replaceAll(/\{\w+(\+?)\}/g, (_, rest) => (rest ? '(.+)' : '([^/]+)'));
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (found === null) continue;
    return {
      name,
      given: Object.fromEntries(names.map((given, at) => [given, decodeURIComponent(found[at + 1] ?? '')])),
    };
  }
  return undefined;
}

/** What is wrong with the input of an operation, as sentences. */
export function problemsOf(model: Model, operation: string, input: unknown): string[] {
  const shape = model.operations[operation]?.input?.shape;
  return shape === undefined ? [] : problemsIn(model, shape, input, operation);
}

function problemsIn(model: Model, name: string, value: unknown, at: string): string[] {
  const shape = model.shapes[name];
  if (shape === undefined) return [`${at}: no shape ${name}`];
  switch (shape.type) {
    case 'structure':
      return inStructure(model, shape, value, at);
    case 'list':
      return inList(model, shape, value, at);
    case 'map':
      return inMap(model, shape, value, at);
    case 'string':
      return typeof value === 'string' ? inText(shape, value, at) : [`${at}: ${JSON.stringify(value)} is no text`];
    case 'integer':
    case 'long':
    case 'double':
      return typeof value === 'number' ? inSize(shape, value, at) : [`${at}: ${JSON.stringify(value)} is no number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at}: ${JSON.stringify(value)} is no boolean`];
    default:
      return [];
  }
}

function inStructure(
  model: Model,
  { members = {}, required = [], union }: Shape,
  value: unknown,
  at: string,
): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: no structure`];
  const given = Object.entries(value);
  const missing = required.filter((name) => !(name in value)).map((name) => `${at}: no ${name}`);
  const several = union === true && given.length !== 1 ? [`${at}: ${given.length} members of a union`] : [];
  const inner = given.flatMap(([name, member]) => {
    const shape = members[name]?.shape;
    return shape === undefined ? [`${at}: unknown ${name}`] : problemsIn(model, shape, member, `${at}.${name}`);
  });
  return [...missing, ...several, ...inner];
}

function inList(model: Model, shape: Shape, value: unknown, at: string): string[] {
  if (!Array.isArray(value)) return [`${at}: no list`];
  const inner = value.flatMap((each, index) => problemsIn(model, shape.member?.shape ?? '', each, `${at}[${index}]`));
  return [...inSize(shape, value.length, at), ...inner];
}

function inMap(model: Model, shape: Shape, value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${at}: no map`];
  return Object.entries(value).flatMap(([key, each]) => [
    ...problemsIn(model, shape.key?.shape ?? '', key, `${at}, key ${key}`),
    ...problemsIn(model, shape.value?.shape ?? '', each, `${at}.${key}`),
  ]);
}

function inText(shape: Shape, value: string, at: string): string[] {
  const { enum: choices, pattern } = shape;
  const unknown = choices !== undefined && !choices.includes(value) ? [`${at}: "${value}" is none of ${choices}`] : [];
  const unlike = pattern !== undefined && !matches(pattern, value) ? [`${at}: "${value}" is not as ${pattern}`] : [];
  return [...unknown, ...unlike, ...inSize(shape, value.length, at)];
}

/** Patterns are Java's: those that JavaScript does not read are left to AWS. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return true;
  }
}

function inSize({ min, max }: Shape, size: number, at: string): string[] {
  if (min !== undefined && size < min) return [`${at}: ${size} is less than ${min}`];
  return max !== undefined && size > max ? [`${at}: ${size} is more than ${max}`] : [];
}
