/** A digest as plain text, for a terminal and for mail: some 8 KB, whatever was found. */
import type { Comparison, FirstDigest } from '../../digest/digest.js';
import type { Finding } from '../../digest/finding.js';
import { KIND_CODES, type KindCode, kindOf } from '../../digest/kinds.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import { forOthers, gapsOf, listingOf } from './commands.js';
import { headOf, lackingIn, notedIn, tasksLine, whatIsThere } from './head.js';
import { wordsOf } from './line.js';
import type { DigestValues } from './options.js';

const MOST_OF_KIND = 10;
const MOST_ROWS = 40;
const MOST_BYTES = 8000;
/** Digits of a task_id that name a task to `--snooze`. */
const SHOWN_OF_ID = 8;

/** Ends in a line break. */
export function digestText(digest: Comparison, values: DigestValues): string {
  const lacking = lackingIn(digest);
  if (digest.findings.length === 0)
    return bounded([`${escapeForTerminal([headOf(digest), ...lacking, ...notedIn(digest)].join('; '))}.`]);
  const head = [
    `${escapeForTerminal(headOf(digest))}.`,
    ...(lacking.length > 0 ? [`${capital(lacking.join('; '))}: ${gapsOf(digest.toDate, values)}`] : []),
    ...notedIn(digest).map((note) => `${capital(note)}.`),
  ];
  return bounded([...head, ...sections(digest, values, bytesOf(head))]);
}

/** For a mail: no path of this machine, and a line that says what stands for one. */
export function mailText(digest: Comparison, values: DigestValues): string {
  const text = digestText(digest, forOthers(values));
  const paths = [
    ...(/ --destination LAKE\b/.test(text) ? ['LAKE is the folder of the lake'] : []),
    ...(/ --owners-file OWNERS\b/.test(text) ? ['OWNERS is the file of owners'] : []),
    ...(/ --tasks-file TASKS\b/.test(text) ? ['TASKS is the file of tasks'] : []),
  ];
  return paths.length === 0 ? text : `${text}\nIn these commands, ${paths.join(', ')}.\n`;
}

/** Where there is nothing to compare with: what there is, and where to begin. */
export function firstText(digest: FirstDigest): string {
  const shown = digest.tasks.slice(0, 5).map((row) => `  ${escapeForTerminal(tasksLine(row))}`);
  return bounded([`${escapeForTerminal(whatIsThere(digest))}`, ...shown]);
}

interface Section {
  readonly heading: string;
  /** Lines of those that are named. */
  readonly lines: readonly string[];
  readonly all: number;
  readonly listing: string;
}

/** Rows are dropped from the last kind on until all of it fits. */
function sections(digest: Comparison, values: DigestValues, taken: number): string[] {
  const kinds = KIND_CODES.map((code) => sectionOf(code, digest, values)).filter(({ all }) => all > 0);
  const fixed = kinds.reduce(
    (sum, { heading, all, listing }) => sum + bytesOf(['', heading, restOf(all, 1, listing)]),
    0,
  );
  let [bytes, rows] = [MOST_BYTES - taken - fixed, MOST_ROWS];
  return kinds.flatMap(({ heading, lines, all, listing }) => {
    const shown: string[] = [];
    for (const line of lines.slice(0, MOST_OF_KIND)) {
      if (rows === 0 || bytesOf([line]) > bytes) break;
      shown.push(line);
      rows -= 1;
      bytes -= bytesOf([line]);
    }
    return ['', heading, ...shown, ...(all > shown.length ? [restOf(all, shown.length, listing)] : [])];
  });
}

function sectionOf(code: KindCode, digest: Comparison, values: DigestValues): Section {
  const own = digest.findings.filter(({ kind }) => kind === code);
  const { title, isNamed = () => true } = kindOf(code);
  return {
    heading: `${title}: ${count(own.length)}`,
    lines: own.filter(({ row }) => isNamed(row)).map(lineOf),
    all: own.length,
    listing: listingOf(code, digest, values),
  };
}

function restOf(all: number, shown: number, listing: string): string {
  return shown === 0 ? `  all of them: ${listing}` : `  and ${count(all - shown)} more: ${listing}`;
}

function lineOf(finding: Finding): string {
  const { account, principal, sentence } = wordsOf(finding);
  const { task_id: id } = finding.row;
  const task = typeof id === 'string' ? ` Task ${id.slice(0, SHOWN_OF_ID)}.` : '';
  const where = [account, principal].filter((part) => part !== '').join('  ');
  return `  ${escapeForTerminal(`${where === '' ? '' : `${where}: `}${sentence}${task}`)}`;
}

function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

/** Lines as a text; what does not fit, as where a destination has a name of thousands of characters, is left out and told. */
function bounded(lines: readonly string[]): string {
  if (bytesOf(lines) <= MOST_BYTES) return `${lines.join('\n')}\n`;
  const end = `Cut at ${counted(MOST_BYTES, 'byte')}: --format json has all.`;
  const kept: string[] = [];
  for (const line of lines) {
    if (bytesOf([...kept, line, end]) > MOST_BYTES) break;
    kept.push(line);
  }
  return `${[...kept, end].join('\n')}\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
