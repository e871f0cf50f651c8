// Puts the data files that the code reads beside the compiled modules, and lets the command run as a program.
import { chmodSync, cpSync } from 'node:fs';

for (const file of [
  'model/service-reference.tsv',
  'policy/dependent-actions.tsv',
  'policy/forwarded-calls.tsv',
  'policy/idle-by-design.tsv',
  'policy/left-alone.tsv',
  'policy/never-list.tsv',
  'policy/permission-only.tsv',
  'policy/power.tsv',
  'propose/evidence/reference-growth.tsv',
  'propose/assess/scp-global.tsv',
  'propose/events.tsv',
  'propose/write/document/scripts',
  'simulation/world/policies/aws-managed.tsv',
]) {
  cpSync(new URL(`../src/${file}`, import.meta.url), new URL(`../dist/${file}`, import.meta.url), { recursive: true });
}

// npx makes it a program when it links this clone, and does not again after another build.
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
