// Puts the facts of awslabs/iam-policy-autopilot (Apache-2.0) on which calls AWS makes with the caller's rights into
// src/policy/forwarded-calls.tsv: a line for each service and callee, in place of the lines that came from there before. A
// service of which something is known loses its line "none known" or "not looked at".
// Usage: node scripts/forwarded-calls.mjs <file of "caller operation, callee action, conditions" a line> <day of the facts> [table.tsv]
import { readFileSync, writeFileSync } from 'node:fs';

const SOURCE = 'https://github.com/awslabs/iam-policy-autopilot';
const NOTHING = ['none known', 'not looked at'];
/** Operations that IAM authorizes by an action of another name. */
const ACTIONS = {
  's3:CopyObject': 's3:PutObject',
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:HeadObject': 's3:GetObject',
  's3:UploadPart': 's3:PutObject',
  's3:UploadPartCopy': 's3:PutObject',
  'sns:PublishBatch': 'sns:Publish',
  'sqs:SendMessageBatch': 'sqs:SendMessage',
};

const [facts, day, table = new URL('../src/policy/forwarded-calls.tsv', import.meta.url)] = process.argv.slice(2);
if (!facts || !/^\d{4}-\d\d-\d\d$/.test(day ?? '')) {
  console.error('Usage: node scripts/forwarded-calls.mjs <facts.tsv> <yyyy-MM-dd> [table.tsv]');
  process.exit(2);
}

const callers = new Map();
for (const line of linesOf(facts).filter((one) => !one.startsWith('#'))) {
  const [operation, callee] = line.split('\t');
  const key = `${serviceOf(operation)}\t${callee}`;
  callers.set(key, (callers.get(key) ?? new Set()).add(ACTIONS[operation] ?? operation));
}
const brought = [...callers].map(([key, names]) => [[...names].sort().join(' '), key.split('\t')[1], SOURCE, day]);
const known = new Set(brought.map(([names]) => serviceOf(names)));
const [license, columns, ...lines] = linesOf(table);
const kept = lines
  .map((line) => line.split('\t'))
  .filter(([names, callees, page]) => page !== SOURCE && !(NOTHING.includes(callees) && known.has(serviceOf(names))));
const rows = [...kept, ...brought].map((row) => row.join('\t')).sort();
writeFileSync(table, `${[license, columns, ...rows].join('\n')}\n`);
console.log(`${rows.length} lines, ${brought.length} of them of ${day}`);

function linesOf(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}

function serviceOf(name) {
  return name.slice(0, name.indexOf(':'));
}
