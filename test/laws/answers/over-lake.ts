/** Every answer over a random lake, as a hash a question and view. */
import { createHash, type Hash } from 'node:crypto';
import { snapshotDates, withDates } from '../../../src/query/question/dates.js';
import { bindLeftOut, countLeftOut } from '../../../src/query/question/left-out.js';
import { type Parameter, type Question, readQuestions } from '../../../src/query/question/questions.js';
import { type Given, readGiven } from '../../../src/query/question/values.js';
import { readSqlFiles } from '../../../src/query/sql/sql-files.js';
import { type AnswerRow, answerOf, plain, rowsOf } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';
import { requiredOf, takes } from '../required.js';
import { showWithTrends } from '../trends.js';
import { dateOf } from '../world/calendar.js';
import { type Lake, randomLake } from '../world/lake.js';
import { type Random, seeded } from '../world/random.js';
import { randomWorld } from '../world/world.js';

/** A value for an optional parameter; undefined: it is left out. */
function valueFor({ name, type, choices, list }: Parameter, lake: Lake, random: Random): Given[string] {
  const principal = random.one(lake.get('principals') ?? []);
  const values: Readonly<Partial<Record<Parameter['type'], string | number>>> = {
    days: random.one([30, 90, 200, 400]),
    account: String(principal.account_id),
    ou: random.one(['ou-a', 'ou-b', 'r-root']),
    arn: String(principal.principal_arn),
    service: random.one(['s3,lambda', 'sqs,ec2', 'iam']),
    tag: random.one(['owner=shop', 'owner']),
    flag: 'yes',
    owner: 'shop',
    permission_set: 'Admin',
    exception: String(principal.principal_name),
    policy: random.one(['ReadOnly', 'own']),
    document: random.one(['Admin', 'own', 'ReadOnly']),
    idle_name: '*glass*',
    integer: 3,
    role_name: 'app',
    ...(name === 'action' && list ? { action: 's3:CreateBucket,iam:PutRolePolicy' } : {}),
    ...(choices.length > 0 ? { choice: random.one(choices) } : {}),
  };
  return values[type];
}

/** What it must be asked with; that and some of what it may be, at random; and each of what it may be by itself. */
function givensFor(question: Question, { lake, dates }: Shown, random: Random): Given[] {
  const required = requiredOf(question, dates, lake, random);
  const date = takes(question, 'snapshot_date') ? { snapshot_date: random.one(dates) } : {};
  const values = question.parameters
    .filter((each) => !each.required && each.type !== 'snapshot')
    .map((each) => [each.name, valueFor(each, lake, random)] as const)
    .filter(([, value]) => value !== undefined);
  const some = {
    ...requiredOf(question, dates, lake, random),
    ...date,
    ...Object.fromEntries(random.some(values, 0.35)),
  };
  return [required, some, ...values.map(([name, value]) => ({ ...required, [name]: value }))];
}

/** By the name of the question or view. */
class Answers {
  private readonly hashes = new Map<string, Hash>();

  add(name: string, rows: readonly AnswerRow[]): void {
    const hash = this.hashes.get(name) ?? createHash('sha256');
    this.hashes.set(name, hash);
    hash.update(`${rows.map(plain).sort().join('\n')}\n\n`);
  }

  done(): Record<string, string> {
    return Object.fromEntries([...this.hashes].map(([name, hash]) => [name, hash.digest('hex').slice(0, 16)]).sort());
  }
}

async function leftOutOf(engine: MemoryEngine, question: Question, given: Given): Promise<AnswerRow[]> {
  const cells = readGiven(question, withDates(question, given, await snapshotDates(engine)));
  const found = await countLeftOut(engine, bindLeftOut(question, cells));
  return found.map(({ counts, reason, rows }) => ({ counts, reason, rows }));
}

/** The lake of a seed, shown by the engine, and what a question about it may be asked with. */
interface Shown {
  readonly lake: Lake;
  readonly dates: readonly string[];
}

async function shownLake(engine: MemoryEngine, seed: number): Promise<Shown> {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  await showWithTrends(engine, lake);
  return { lake, dates: world.snapshots.map(dateOf) };
}

/** A stream for each question: one that comes changes no answer of another. */
function randomOf(seed: number, { name }: Question): Random {
  return seeded(createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE());
}

/** Hashes by name, of all questions and views, or of those that `isAsked` names. */
export async function answersOver(
  engine: MemoryEngine,
  seed: number,
  isAsked: (name: string) => boolean = () => true,
): Promise<Record<string, string>> {
  const shown = await shownLake(engine, seed);
  const answers = new Answers();
  for (const { name } of readSqlFiles('views/')) {
    if (isAsked(name)) answers.add(`view ${name}`, await rowsOf(await engine.query(`SELECT * FROM ${name}`, [])));
  }
  for (const question of readQuestions()) {
    if (shown.dates.length < 2 && takes(question, 'to_date')) continue;
    const givens = givensFor(question, shown, randomOf(seed, question));
    for (const given of isAsked(question.name) ? givens : []) {
      answers.add(question.name, await answerOf(engine, question.name, given));
      answers.add(`${question.name}, left out`, await leftOutOf(engine, question, given));
    }
  }
  return answers.done();
}
