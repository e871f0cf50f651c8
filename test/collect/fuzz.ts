/** Mutated bodies of every call through the collector: never a crash, a hang, or a row that the body did not hold. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { CannedIam, type Respond } from './canned-iam.js';
import { type Collected, collected, type MeasuredPrincipal } from './collected.js';
import { bytes, jobXml, roleArn, rolesXml, sample, summaryXml, usersXml } from './iam-xml.js';
import { type Mutation, mutations } from './mutations.js';
import { timesInPlace } from './times-in-place.js';

export interface FuzzFigures {
  cases: number;
  /** Mutated bodies that were taken as an answer, and held what the rows say. */
  taken: number;
  /** Mutated bodies that were refused: tried again, or told as a failure. */
  refused: number;
}

/** Mutated reports of so many roles are collected at once. */
const BATCH = 100;
const HANG_MS = 30_000;

const report = sample('get.completed.action-level.response.xml');
const errors = [
  'err.Throttling.400.xml',
  'err.AccessDenied.403.xml',
  'err.NoSuchEntity.job.404.xml',
  'err.ServiceFailure.500.xml',
];
const REPORTS = [report, sample('get.in-progress.response.xml'), sample('get.completed.no-policies.response.xml')];
const REPORT_NAMES = namesOf(report);
const iam = new CannedIam();

/** One of the calls of a principal answers so the first time it is made. */
interface JobCase {
  readonly call: 'GenerateServiceLastAccessedDetails' | 'GetServiceLastAccessedDetails';
  readonly status: number;
  readonly valid: string;
  readonly mutation: Mutation;
}

const jobCase: fc.Arbitrary<JobCase> = fc.oneof(
  { weight: 8, arbitrary: jobCases('GetServiceLastAccessedDetails', 200, REPORTS) },
  { weight: 1, arbitrary: jobCases('GenerateServiceLastAccessedDetails', 200, [jobXml('{job}')]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...errors)
      .chain((name) => jobCases('GetServiceLastAccessedDetails', Number(/\d+/.exec(name)?.[0]), [sample(name)])),
  },
);

function jobCases(call: JobCase['call'], status: number, valid: readonly string[]): fc.Arbitrary<JobCase> {
  return fc.record({
    call: fc.constant(call),
    status: fc.constant(status),
    valid: fc.constantFrom(...valid),
    mutation: mutations,
  });
}

/** Fuzzes both calls of a job; the seed replays it. */
export async function fuzzReports(cases: number, seed: number): Promise<FuzzFigures> {
  const figures: FuzzFigures = { cases: 0, taken: 0, refused: 0 };
  const valid = await validRows();
  const all = fc.sample(jobCase, { numRuns: cases, seed });
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH);
    await withoutHang(() => reportsBatch(batch, valid, figures), `reports, seed ${seed}, cases from ${from}`);
  }
  return figures;
}

/** The rows of the valid report. */
async function validRows(): Promise<string> {
  const { measured } = await collected(iam.account(respondTo([], [], ['role-0'])));
  return rowsText(measured[0] as MeasuredPrincipal);
}

function rowsText({ services, actions }: MeasuredPrincipal): string {
  return JSON.stringify([services, actions]);
}

async function reportsBatch(batch: readonly JobCase[], valid: string, figures: FuzzFigures): Promise<void> {
  const names = batch.map((_, at) => `role-${at}`);
  const bodies = batch.map(({ call, valid, mutation }, at) => {
    return mutation(call.startsWith('Generate') ? valid.replace('{job}', jobOf(at)) : valid);
  });
  const { measured, outcome } = await collected(iam.account(respondTo(batch, bodies, names)));
  const byName = new Map(measured.map((one) => [one.principal.principal_name, one]));
  const told = new Map(outcome.unmeasured.map((row) => [row.principal_name, row]));
  expect(outcome.principalsTotal).toBe(batch.length);
  for (const [at, name] of names.entries()) {
    figures.cases += 1;
    const [one, body] = [byName.get(name), bodies[at] as string];
    if (one === undefined) {
      figures.refused += 1;
      expect(told.get(name)?.error_code, body).toBeTruthy();
    } else if (rowsText(one) === valid) figures.refused += 1;
    else {
      figures.taken += 1;
      expectHeld(one, body);
    }
  }
}

/** 36 digits, so far apart that no mutation leads from one job to another. */
function jobOf(at: number): string {
  return createHash('sha256').update(String(at)).digest('hex').slice(0, 36);
}

function respondTo(batch: readonly JobCase[], bodies: readonly string[], names: readonly string[]): Respond {
  const struck = new Set<number>();
  const jobs = new Map(names.map((_, at) => [jobOf(at), at]));
  const places = new Map(names.map((name, at) => [roleArn(name), at]));
  const others = listing(names);
  const answerOf = (at: number, call: string, valid: string) => {
    if (batch[at]?.call !== call || struck.has(at)) return { status: 200, body: bytes(valid) };
    struck.add(at);
    return { status: (batch[at] as JobCase).status, body: bytes(bodies[at] as string) };
  };
  return (params) => {
    const call = params.get('Action') ?? '';
    if (call === 'GenerateServiceLastAccessedDetails') {
      const at = places.get(params.get('Arn') ?? '') ?? -1;
      return answerOf(at, call, jobXml(jobOf(at)));
    }
    if (call !== 'GetServiceLastAccessedDetails') return others(params);
    const at = jobs.get(params.get('JobId') ?? '');
    if (at === undefined) return { status: 404, body: bytes(sample('err.NoSuchEntity.job.404.xml')) };
    return answerOf(at, call, report);
  };
}

function listing(names: readonly string[]): Respond {
  const bodies: Record<string, string> = {
    GetAccountSummary: summaryXml(0, names.length),
    GetAccountAuthorizationDetails: rolesXml(names),
    ListUsers: usersXml(),
  };
  return (params) => ({ status: 200, body: bytes(bodies[params.get('Action') ?? ''] ?? '') });
}

/** Every name and time of the rows stands in the body, and every time in its place in the rows. */
function expectHeld({ services, actions }: MeasuredPrincipal, body: string): void {
  const read = readings(body);
  const text = decoded(read);
  for (const row of [...services, ...actions]) {
    for (const value of Object.values(row)) if (typeof value === 'string') expect(text, body).toContain(value);
    const traces = [row.last_accessed_region, row.last_accessed_entity_arn];
    if (row.last_accessed_at === null) expect(traces.filter(Boolean), body).toEqual([]);
  }
  const times = new Set([...timesIn(read, 'LastAuthenticated'), ...timesIn(read, 'LastAccessedTime')]);
  const found = new Set([...timesOf(services), ...timesOf(actions)]);
  for (const time of found) expect(times, body).toContain(time);
  for (const time of timesInPlace(known(body))) expect(found, body).toContain(time);
  for (const { total_authenticated_entities: entities } of services) {
    if (entities !== null) expect(textsIn(read, 'TotalAuthenticatedEntities').map(Number), body).toContain(entities);
  }
}

/** Comments and processing instructions, which belong to no text. */
const NO_TEXT = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g;

/** A body as it stands, and as the SDK's parser reads one: without these, unknown entities and elements in a text. */
function readings(body: string): string {
  const flat = withoutForeign(known(body).replace(/<\w+\/>/g, ''), REPORT_NAMES);
  return [body, known(body), flat.replace(/(?<=[^>\s])<(\w+)>.*?<\/\1>/gs, '')].join('\n');
}

/** Without what is no text and without entities that nobody knows, which the SDK's parser drops. */
function known(body: string): string {
  return body.replace(NO_TEXT, '').replace(/&(?!(?:lt|gt|amp|quot|apos|#\w+);)\w+;/g, '');
}

/** Without elements of other names, the innermost first. */
function withoutForeign(body: string, names: ReadonlySet<string>): string {
  const without = body.replace(/<(\w+)>[^<]*<\/\1>/g, (element, name: string) => (names.has(name) ? element : ''));
  return without === body ? body : withoutForeign(without, names);
}

/** The names of the elements of a body. */
function namesOf(body: string): ReadonlySet<string> {
  return new Set([...body.matchAll(/<(\w+)/g)].map(([, name]) => name as string));
}

function timesOf(rows: readonly Record<string, unknown>[]): number[] {
  return rows.flatMap(({ last_accessed_at }) => (last_accessed_at === null ? [] : [last_accessed_at as number]));
}

function timesIn(body: string, name: string): number[] {
  return textsIn(body, name).map((text) => Date.parse(text.trim()));
}

function textsIn(body: string, name: string): string[] {
  return [...body.matchAll(new RegExp(`<${name}>([^<]+)</${name}>`, 'g'))].map(([, text]) => decoded(text as string));
}

/** As XML reads a text: without what is none and the marks of CDATA, line ends as one character. */
function decoded(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  const plain = text.replace(NO_TEXT, '').replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1');
  return plain.replace(/\r\n?/g, '\n').replace(/&(#x?)?(\w+);/g, (all, number: string | undefined, name: string) => {
    if (number === undefined) return named[name] ?? all;
    return String.fromCharCode(Number.parseInt(name, number === '#' ? 10 : 16));
  });
}

const LISTS = ['GetAccountSummary', 'GetAccountAuthorizationDetails', 'ListUsers'] as const;
const details = sample('gaad.response.xml').replace(
  /<IsTruncated>true[\s\S]*?<\/Marker>/,
  '<IsTruncated>false</IsTruncated>',
);
const alice =
  '<member><Path>/</Path><UserName>Alice</UserName><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Arn>arn:aws:iam::123456789012:user/Alice</Arn><CreateDate>2024-10-14T18:32:24Z</CreateDate><PasswordLastUsed>2026-09-01T06:00:00Z</PasswordLastUsed></member>';
const VALID: Record<(typeof LISTS)[number], string> = {
  GetAccountSummary: summaryXml(1, 2),
  GetAccountAuthorizationDetails: details,
  ListUsers: usersXml(alice),
};

const LIST_NAMES = namesOf(Object.values(VALID).join());

const listCase = fc.record({ call: fc.constantFrom(...LISTS), mutation: mutations, lasts: fc.boolean() });

/** Fuzzes the calls of the listing, an account a case; the seed replays it. */
export async function fuzzListings(cases: number, seed: number): Promise<FuzzFigures> {
  const figures: FuzzFigures = { cases: 0, taken: 0, refused: 0 };
  for (const [at, { call, mutation, lasts }] of fc.sample(listCase, { numRuns: cases, seed }).entries()) {
    const mutated = mutation(VALID[call]);
    const respond = respondToLists(call, mutated, lasts ? Number.POSITIVE_INFINITY : 1);
    const name = `listings, seed ${seed}, case ${at}: ${call} ${mutated}`;
    const result = await withoutHang(() => collected(iam.account(respond)), name);
    figures.cases += 1;
    if (isTaken(result, call, mutated)) figures.taken += 1;
    else figures.refused += 1;
  }
  return figures;
}

function respondToLists(call: string, mutated: string, times: number): Respond {
  let left = times;
  return (params) => {
    const action = params.get('Action') ?? '';
    if (action === call && left-- > 0) return { status: 200, body: bytes(mutated) };
    const valid = (VALID as Record<string, string>)[action];
    if (valid !== undefined) return { status: 200, body: bytes(valid) };
    if (action.startsWith('Generate')) return { status: 200, body: bytes(jobXml(jobOf(0))) };
    return { status: 200, body: bytes(sample('get.completed.no-policies.response.xml')) };
  };
}

/** Whether the listing went through; what it holds stands in the bodies, and nobody who is listed is missing. */
function isTaken({ measured, outcome }: Collected, call: string, mutated: string): boolean {
  if (outcome.status === 'failed') {
    expect(outcome.errorCode, mutated).toBeTruthy();
    return false;
  }
  const texts = [mutated, withoutForeign(mutated, LIST_NAMES), ...Object.values(VALID)]
    .map(decoded)
    .map((text) => text + decodedDocuments(text))
    .join('\n');
  const rows = [...measured.map(({ principal }) => principal), ...outcome.unmeasured];
  expect(rows.length, mutated).toBe(outcome.principalsTotal);
  for (const row of rows) {
    for (const value of [row.principal_arn, row.principal_id, row.principal_name, row.assume_role_policy_document]) {
      if (value !== null) expect(texts, mutated).toContain(value);
    }
    for (const value of [...(row.attached_policy_arns ?? []), ...Object.entries(row.tags ?? {}).flat()]) {
      expect(texts, mutated).toContain(value);
    }
  }
  if (call !== 'GetAccountSummary') expect(rows.length, mutated).toBeGreaterThanOrEqual(3);
  return true;
}

/** Documents as they are decoded; a run of codes that is none stays as it is. */
function decodedDocuments(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
}

async function withoutHang<T>(work: () => Promise<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs: ${name}`)), HANG_MS);
  });
  try {
    return await Promise.race([work(), hang]);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
