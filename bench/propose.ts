/**
 * Proposals: CPU a document beside the reading, whole runs over a lake, and how short the documents become. `DOCUMENTS`,
 * `ROWS` and `ACCOUNTS` (of 500 documents each) set the sizes, `NEWER` names a newer list of actions.
 */
import { readFileSync } from 'node:fs';
import { readReference } from '../src/model/reference.js';
import { readActing, readDependents } from '../src/policy/dependent-actions.js';
import { isReadable, readPolicy } from '../src/policy/document.js';
import { readNeverList } from '../src/policy/never-list.js';
import { type AssessOptions, assess } from '../src/propose/assess/assess.js';
import { Callers } from '../src/propose/assess/callers.js';
import { removableOf } from '../src/propose/assess/propose.js';
import { KnownActions } from '../src/propose/evidence/known-actions.js';
import { ReferenceAge } from '../src/propose/evidence/reference-age.js';
import { editableEntries } from '../src/propose/rewrite/rewrite.js';
import { Beside } from '../src/propose/subjects/beside.js';
import type { Principal } from '../src/propose/subjects/snapshot.js';
import type { Subject } from '../src/propose/subjects/subject.js';
import { documentFiles } from '../src/propose/write/document/files.js';
import { openStore } from '../src/store/open.js';
import { cached } from './cache.js';
import { CpuClock, fixed, type Report } from './harness.js';
import { writeLake } from './lake.js';
import { randomFrom } from './mix.js';
import { documentsOf, type MixedDocument } from './policies.js';
import { resultOf } from './programs.js';
import type { Proposed } from './proposer.js';
import { grantMore, shortestPrefixes, sizeOf } from './shortest.js';

const DOCUMENTS = Number(process.env.DOCUMENTS ?? 1000);
const ROWS = Number(process.env.ROWS ?? 10e6);
const ACCOUNTS = (process.env.ACCOUNTS ?? '2,20').split(',').map(Number);
/** Characters of the inline policies of a user, of a managed policy, of the inline policies of a role. */
const LIMITS = [2048, 6144, 10_240];
const LIMIT = 10_240;
/** A file of newer actions, `service:Name` a line; without one, one action in ten is taken for newer than the list. */
const NEWER = process.env.NEWER;
const heldOut = 0.1;

const { date, actions } = readReference();
const all = actions.map((row) => `${row.service_namespace}:${row.action_name}`);
const context = {
  date,
  days: 90,
  expiresOn: date,
  isExpired: false,
  accepted: [],
  regions: new Map(),
  trusting: new Map(),
};

export async function run(): Promise<Report[]> {
  return [...(await inMemory()), ...(ROWS > 0 ? [await overLake()] : [])];
}

async function inMemory(): Promise<Report[]> {
  const options = assessOptions();
  const clock = new CpuClock();
  const lengths = LIMITS.map((limit) => new Lengths(limit));
  let [count, files, slowest, go, could] = [0, 0, 0, 0, 0];
  for await (const document of clock.paused(documentsOf(DOCUMENTS))) {
    const before = clock.elapsedUs();
    const assessment = assess(subjectOf(document, LIMIT), document.evidence, options);
    const assessed = clock.elapsedUs();
    if (assessment.status === 'proposed') documentFiles(assessment, context);
    const written = clock.elapsedUs();
    [count, files, slowest] = [count + 1, files + written - assessed, Math.max(slowest, written - before)];
    await outside(clock, () => {
      go += assessment.removed.length;
      could += removable(document, options);
      for (const one of lengths) one.add(document, options);
    });
  }
  const cost = [
    count,
    fixed(clock.elapsedUs() / 1000 / count, 2),
    fixed(files / 1000 / count, 2),
    fixed(slowest / 1000, 0),
  ];
  return [
    {
      title: 'Proposals: CPU a document',
      text: `One inline policy a principal of the mix, with its evidence in memory: decision, new text, proof, and the text of all files. Of ${could} actions that could go ${go} go (${fixed((go / could) * 100, 1)} %); the others stay for the length.`,
      headers: ['documents', 'CPU ms a document', 'of it the files', 'the dearest, ms'],
      rows: [cost],
    },
    lengthsReport(lengths),
  ];
}

/** Runs what the clock does not count. */
async function outside(clock: CpuClock, work: () => void): Promise<void> {
  const once = function* (): Generator<void, void, void> {
    work();
    yield;
  };
  for await (const _ of clock.paused(once())) break;
}

function removable({ text, evidence }: MixedDocument, options: AssessOptions): number {
  const document = readPolicy(text);
  if (!isReadable(document)) throw new Error(document.problem);
  return removableOf(document, { holders: 1, ...evidence }, options.known, {
    ...options,
    calledBeside: [],
    earlierTexts: [],
  }).size;
}

/** How long documents are that say the same in other ways. */
class Lengths {
  private readonly counts = new Map<string, number>();
  wildcards = 0;
  wider = 0;
  private readonly limit: number;
  private readonly older: ReadonlyMap<string, readonly string[]>;
  private readonly newer: readonly string[];

  constructor(limit: number) {
    this.limit = limit;
    const isNewer = new Set(newerActions());
    this.newer = [...isNewer];
    const older = new KnownActions(all.filter((action) => !isNewer.has(action)));
    this.older = new Map(older.services().map((service) => [service, older.ofService(service)]));
  }

  add(mixed: MixedDocument, options: AssessOptions): void {
    const { parts, removed, status } = assess(subjectOf(mixed, this.limit), mixed.evidence, options);
    if (status !== 'proposed') {
      this.count(status);
      return;
    }
    const { known } = options;
    const document = readPolicy(mixed.text);
    const entries = isReadable(document) ? editableEntries(document) : [];
    const gone = new Set(removed.map(({ action }) => action));
    const named = entries.flatMap((entry) => known.named(entry)).map(({ name }) => name);
    const kept = [...new Set(named)].filter((action) => !gone.has(action));
    for (const { proposal } of parts) {
      this.count(proposal?.keptWhole.length ? 'services whole' : (proposal?.compression ?? ''));
    }
    if (sizeOf(kept) <= this.limit) this.count('plain');
    const shortest = shortestPrefixes(kept, this.older);
    if (sizeOf(shortest) <= this.limit) this.count('shortest');
    const wildcards = shortest.filter((pattern) => pattern.endsWith('*'));
    this.wildcards += wildcards.length;
    this.wider += grantMore(wildcards, entries, this.newer);
  }

  row(): (string | number)[] {
    const ways = ['none', 'words', 'prefixes', 'services whole', 'refused', 'plain', 'shortest'];
    return [this.limit, ...ways.map((name) => this.counts.get(name) ?? 0)];
  }

  private count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

/** Those that the list lacks, or a tenth of it. */
function newerActions(): string[] {
  const random = randomFrom(1);
  if (NEWER === undefined) return all.filter(() => random() < heldOut);
  const known = new Set(all.map((action) => action.toLowerCase()));
  const lines = readFileSync(NEWER, 'utf8').trimEnd().split('\n');
  return lines.filter((action) => !known.has(action.toLowerCase()));
}

function lengthsReport(lengths: readonly Lengths[]): Report {
  const { wildcards, wider } = lengths.at(-1) as Lengths;
  return {
    title: 'Proposals: how many documents fit',
    text: `Of the same documents, those with a proposal: how many fit so many characters, at which compression, beside a list of all names that stay, and beside the shortest prefixes that no other known action has, without a look at what the document named before. Of those ${wildcards} wildcards ${wider} name an action that the document did not name, ${NEWER === undefined ? 'where one action in ten is taken for newer than the list' : 'of the actions of a newer list'}. Ours lie within the old entries, so none does.`,
    headers: [
      'limit',
      'names alone',
      'word boundaries',
      'prefixes',
      'services whole',
      'refused',
      'plain list',
      'shortest prefixes',
    ],
    rows: lengths.map((one) => one.row()),
  };
}

async function overLake(): Promise<Report> {
  const lake = await cached(`lake-${ROWS}`, async (folder) => writeLake(await openStore(folder, {}), ROWS));
  const rows: (string | number)[][] = [];
  for (const accounts of ACCOUNTS) {
    const run = await resultOf<Proposed>('bench/proposer.ts', [lake, String(accounts)], {});
    const rate = fixed(run.documents / run.seconds, 1);
    rows.push([run.documents, run.proposed, rate, fixed(run.seconds, 1), fixed(run.cpuSeconds, 1), run.peakMb]);
  }
  return {
    title: 'Proposals: whole runs',
    text: `\`propose\` in a process of its own over a lake of ${ROWS} action rows, from opening it to the folder in place.`,
    headers: ['documents', 'with a proposal', 'documents a second', 's', 'CPU s, all threads', 'peak resident MB'],
    rows,
  };
}

function assessOptions(): AssessOptions {
  const proven = new Set(actions.filter(({ is_tracked }) => is_tracked).map((row) => row.service_namespace));
  const never = readNeverList();
  const dependents = readDependents();
  const literals = never.entries.map(({ pattern }) => pattern).filter((pattern) => !/[*?]/.test(pattern));
  return {
    date,
    days: 90,
    grade: 'action',
    grantAge: 'any',
    isUnprovenIncluded: false,
    never,
    acting: readActing(),
    dependents,
    beside: new Beside([]),
    callers: new Callers(dependents),
    known: new KnownActions([...all, ...literals]),
    reference: new ReferenceAge(date, { date, incomplete: new Set(), newest: { date, grown: new Set() } }),
    isProven: (service) => proven.has(service),
    isExcepted: () => false,
    isPolicyExcepted: () => false,
    powerOf: () => 'writes',
    leastGain: 0,
    isReadOnlyIncluded: true,
  };
}

function subjectOf({ accountId, principalArn, text }: MixedDocument, limit: number): Subject {
  const holder = { arn: principalArn, isMeasured: true, evidenceDays: 400, tags: {} } as unknown as Principal;
  return {
    kind: 'inline_policy',
    key: principalArn,
    accountId,
    arn: null,
    ownerArn: principalArn,
    name: 'access',
    defaultVersionId: null,
    parts: [{ name: 'access', arn: null, text }],
    holders: [holder],
    attachedTo: [],
    differences: [],
    attachments: 1,
    leftOut: [],
    changedAt: null,
    isCreatedLately: false,
    earlierTexts: [],
    limit,
    besides: 0,
    refusal: null,
    gaps: [],
  };
}
