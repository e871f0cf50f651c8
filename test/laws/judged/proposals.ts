/** What `propose` would take away today: of a document, and of all below an OU by the draft of a policy. */
import { readFileSync } from 'node:fs';
import { readNeverList } from '../../../src/policy/never-list.js';
import { assessLake } from '../../../src/propose/assess/assess-lake.js';
import type { Subject as Document } from '../../../src/propose/subjects/subject.js';
import { everything, request } from '../../propose/proposing.js';
import type { MemoryEngine } from '../memory-engine.js';
import type { JudgedRow } from '../reasons/judgements.js';
import type { Asked } from '../reasons/oracle/asked.js';
import { folded } from '../reasons/oracle/history.js';
import type { Item, Question } from '../reasons/oracle/question.js';
import type { Subject } from '../reasons/oracle/subjects.js';

const DOCUMENTS = 'propose: documents';
export const DRAFTS = 'propose: SCP drafts';

/** Characters that an SCP may have. */
const SCP_LIMIT = 10_240;

export interface Proposed {
  readonly question: string;
  readonly item: Item;
}

export async function proposedItems(
  engine: MemoryEngine,
  { date, days }: Question,
  dates: readonly string[],
): Promise<Proposed[]> {
  const lake = await assessLake(engine, { ...request, selection: everything, date, dates, days });
  const found: Proposed[] = [];
  for await (const { subject, removed, status } of lake.assessments) {
    if (status !== 'proposed') continue; // a person must accept what is told of it first
    const holders = subjectOf(subject);
    for (const { action: written, grade } of removed) {
      const [service = '', name = ''] = written.split(':');
      const action = grade === 'service' ? null : name; // gone with the whole of its service
      if (holders) found.push({ question: DOCUMENTS, item: { subject: holders, service, action } });
    }
  }
  for (const { ou, services } of await lake.scpDrafts(SCP_LIMIT)) {
    for (const service of services) {
      found.push({ question: DRAFTS, item: { subject: { kind: 'ou', ouId: ou }, service, action: null } });
    }
  }
  return found;
}

const GLOBAL = readFileSync(new URL('../../../src/propose/assess/scp-global.tsv', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.split('\t')[0]);
const NEVER = readNeverList();

/** Services against which nothing speaks below an OU, and that are denied neither there nor at an OU above, with a word for why. */
export function* undrafted(
  judged: readonly JudgedRow[],
  proposed: readonly Proposed[],
  { snapshot }: Asked,
): Generator<[string, JudgedRow], void, void> {
  const drafted = proposed.filter(({ question }) => question === DRAFTS).map(({ item }) => item);
  const paths = [...snapshot.accounts.values()].flatMap(({ path }) => (path === null ? [] : [path]));
  for (const row of judged) {
    const { subject, service, action, codes } = row;
    if (subject.kind !== 'ou' || service === null || action !== null || codes.size > 0) continue;
    const path = paths.find((each) => each.includes(subject.ouId)) ?? [];
    const above = path.slice(0, path.indexOf(subject.ouId) + 1);
    const isDenied = drafted.some(
      (each) =>
        each.subject.kind === 'ou' &&
        above.includes(each.subject.ouId) &&
        folded(String(each.service)) === folded(service),
    );
    if (!isDenied) yield [whyNot(folded(service)), row];
  }
}

function whyNot(service: string): string {
  if (GLOBAL.includes(service)) return 'global';
  const isNamed = NEVER.patterns.some((pattern) => folded(pattern.split(':')[0] as string) === service);
  return isNamed ? 'never-list' : 'no reason';
}

/** Of a policy of AWS a copy is proposed for one holder: it is judged as none of the subjects. */
function subjectOf({ kind, accountId, arn, name }: Document): Subject | undefined {
  if (kind === 'permission_set') return { kind, name };
  return kind === 'managed_policy' && accountId !== null && arn !== null ? { kind, accountId, arn } : undefined;
}
