// Writes what follows from the declarations of the sources into files that people keep: the rights of the member role and of the
// caller in its own account (deploy/member-role.yaml, deploy/hub-policy.json), and the table of docs/commands.md.
// Needs a build (`npm run build`).
import { readFileSync, writeFileSync } from 'node:fs';
import { MEMBER_READS } from '../dist/model/aws/reads.js';
import { SOURCES } from '../dist/model/sources.js';

const root = new URL('../', import.meta.url);

/** Puts `text` in the place of what `pattern` finds, which is there once. */
function replaceIn(path, pattern, text) {
  const url = new URL(path, root);
  const found = readFileSync(url, 'utf8');
  if (found.split(pattern).length !== 2) throw new Error(`Cannot write ${path}: ${pattern} is not there once`);
  writeFileSync(
    url,
    found.replace(pattern, () => text),
  );
}

const ASKED = { plan: 'with the plan', account: 'in each account' };

function table() {
  const rows = SOURCES.map(({ name, askedIn, actions, sentence }) => {
    return [`\`${name}\``, ASKED[askedIn], actions.map((action) => `\`${action}\``).join(', '), sentence];
  });
  const cells = [['source', 'asked', 'rights', 'what for'], ...rows];
  const widths = cells[0].map((_, at) => Math.max(...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |\n`;
  const [heading, ...others] = cells.map(line);
  return `${heading}${line(widths.map((width) => '-'.repeat(width)))}${others.join('')}`;
}

const inJson = JSON.stringify(MEMBER_READS, null, 2).replaceAll('\n', '\n      ');
const inYaml = MEMBER_READS.map((action) => `                  - ${action}\n`).join('');
const OWN_READS = /(?<="Sid": "ReadOwnAccount",\s+"Effect": "Allow",\s+"Action": )\[[^\]]*\]/;
replaceIn('deploy/member-role.yaml', /(?: +- \w+:[A-Z]\w+\n)+(?= +Resource)/, inYaml);
replaceIn('deploy/hub-policy.json', OWN_READS, inJson);
replaceIn('docs/commands.md', /\| source .*\n(?:\|.*\n)+/, table());
