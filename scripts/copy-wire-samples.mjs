// Copies bodies as AWS sends them on the wire (XML and JSON, a folder a service) into test/fixtures/wire-samples,
// unchanged, so that tests replay them and compare the simulated organization with them.
// Usage: node scripts/copy-wire-samples.mjs <folder with iam, sts, organizations, s3, athena>
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SAMPLES = ['iam', 'sts', 'organizations', 's3', 'athena', 'requests-as-sent-by-sdk.txt'];

const source = process.argv[2];
const missing = source && SAMPLES.filter((name) => !existsSync(join(source, name)));
if (!source || missing.length > 0) {
  console.error('Usage: node scripts/copy-wire-samples.mjs <folder>');
  if (missing?.length > 0) console.error(`Cannot copy from "${source}": it lacks ${missing.join(', ')}.`);
  process.exit(2);
}
const target = fileURLToPath(new URL('../test/fixtures/wire-samples', import.meta.url));
for (const name of SAMPLES) cpSync(join(source, name), join(target, name), { recursive: true });
console.log(`${SAMPLES.length} sets of samples in test/fixtures/wire-samples`);
