// Copies policies that AWS manages, one a line as JSON with `arn` and `document`, into test/fixtures/managed-policies: a corpus
// that nobody here wrote, for the reader, the power of actions, the rewriter and the verifier. NOTICE there says whose it is.
// Those that people of the simulated example organization hold go into src/simulation/world/policies/aws-managed.tsv, too.
// Usage: node scripts/copy-managed-policies.mjs <policies.ndjson.gz>
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const TARGET = new URL('../test/fixtures/managed-policies/policies.ndjson.gz', import.meta.url);

const SIMULATED = new URL('../src/simulation/world/policies/aws-managed.tsv', import.meta.url);
const NAMES = [
  'AmazonDynamoDBFullAccess',
  'CloudWatchAgentServerPolicy',
  'IAMUserChangePassword',
  'ReadOnlyAccess',
  'SecurityAudit',
  'job-function/ViewOnlyAccess',
];

const [source] = process.argv.slice(2);
if (!source) {
  console.error('Usage: node scripts/copy-managed-policies.mjs <policies.ndjson.gz>');
  process.exit(2);
}
const bytes = readFileSync(source);
const policies = gunzipSync(bytes)
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
const odd = policies.findIndex(({ arn, document }) => !/^arn:aws:iam::aws:policy\//.test(arn) || !document?.Statement);
if (odd >= 0) throw new Error(`Cannot copy "${source}": line ${odd + 1} is no policy of AWS`);
writeFileSync(TARGET, bytes);
const simulated = policies
  .map(({ arn, document }) => [arn.replace('arn:aws:iam::aws:policy/', ''), JSON.stringify(document)])
  .filter(([name]) => NAMES.includes(name));
const head =
  '# Texts of AWS, as https://github.com/iann0036/iam-dataset collects them: MIT, made by scripts/copy-managed-policies.mjs';
writeFileSync(SIMULATED, `${[head, 'policy\tdocument', ...simulated.map((row) => row.join('\t'))].join('\n')}\n`);
console.log(`${policies.length} policies in test/fixtures/managed-policies, ${simulated.length} of them simulated`);
