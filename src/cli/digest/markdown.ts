/** A digest as GitHub's Markdown: every finding, in a table a kind; names are shown as they are, never as markup. */
import type { Comparison, FirstDigest } from '../../digest/digest.js';
import { KIND_CODES, type KindCode, kindOf } from '../../digest/kinds.js';
import { count } from '../../model/numbers.js';
import { harmless } from '../../query/format/markdown.js';
import { closerLookAt } from './commands.js';
import { headOf, lackingIn, notedIn, tasksLine, whatIsThere } from './head.js';
import { wordsOf } from './line.js';
import type { DigestValues } from './options.js';

/** Ends in a line break. */
export function digestMarkdown(digest: Comparison, values: DigestValues): string {
  const told = [headOf(digest), ...lackingIn(digest), ...notedIn(digest)].map(harmless).join('; ');
  return [`# What is new\n\n${told}.\n`, ...KIND_CODES.flatMap((code) => tableOf(code, digest, values))].join('\n');
}

export function firstMarkdown(digest: FirstDigest): string {
  const shown = digest.tasks.slice(0, 5).map((row) => `| ${harmless(tasksLine(row))} |\n`);
  const table = shown.length === 0 ? '' : `\n| task |\n| --- |\n${shown.join('')}`;
  return `# What there is\n\n${harmless(whatIsThere(digest))}\n${table}`;
}

function tableOf(code: KindCode, digest: Comparison, values: DigestValues): string[] {
  const own = digest.findings.filter(({ kind }) => kind === code).map(wordsOf);
  if (own.length === 0) return [];
  const lines = own.map(
    ({ account, principal, sentence }) => `| ${[account, principal, sentence].map(harmless).join(' | ')} |\n`,
  );
  const head = '| account | user or role | what |\n| --- | --- | --- |\n';
  const look = `    ${closerLookAt(code, digest, values)}\n`;
  return [`## ${kindOf(code).title}: ${count(own.length)}\n\n${head}${lines.join('')}\n${look}`];
}
