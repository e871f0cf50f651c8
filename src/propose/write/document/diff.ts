/** Two texts line by line, as `diff -u` shows them. */

type Line = { readonly sign: ' ' | '-' | '+'; readonly text: string };

const CONTEXT = 3;
/** Larger comparisons show the old lines, then the new ones. */
const MOST_CELLS = 20_000_000;

export function unifiedDiff(before: string, after: string): string {
  const lines = compared(before.trimEnd().split('\n'), after.trimEnd().split('\n'));
  const hunks = hunksOf(lines).map(([from, to]) => hunkText(lines, from, to));
  return `--- before.json\n+++ after.json\n${hunks.join('')}`;
}

function compared(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const rest = Math.min(before.length, after.length) - start;
  while (end < rest && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (text: string): Line => ({ sign: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...changed(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** By the longest common subsequence. */
function changed(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1;
  const isLarge = (before.length + 1) * width > MOST_CELLS;
  const lengths = new Uint16Array(isLarge ? 0 : (before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0 && !isLarge; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const isSame = before[i] === after[j];
      lengths[i * width + j] = isSame ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  for (let [i, j] = [0, 0]; i < before.length || j < after.length; ) {
    if (!isLarge && i < before.length && before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i++] as string });
      j++;
    } else if (i < before.length && (j === after.length || isLarge || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', text: before[i++] as string });
    } else lines.push({ sign: '+', text: after[j++] as string });
  }
  return lines;
}

/** Ranges of lines around each change; near ones are one. */
function hunksOf(lines: readonly Line[]): [number, number][] {
  const hunks: [number, number][] = [];
  for (const [at, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const last = hunks.at(-1);
    const [from, to] = [Math.max(0, at - CONTEXT), Math.min(lines.length, at + CONTEXT + 1)];
    if (last && last[1] >= from) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks;
}

function hunkText(lines: readonly Line[], from: number, to: number): string {
  const count = (sign: '-' | '+', part: readonly Line[]): number =>
    part.filter((line) => line.sign === ' ' || line.sign === sign).length;
  const [earlier, own] = [lines.slice(0, from), lines.slice(from, to)];
  const range = (sign: '-' | '+'): string => `${count(sign, earlier) + 1},${count(sign, own)}`;
  return `@@ -${range('-')} +${range('+')} @@\n${own.map(({ sign, text }) => `${sign}${text}\n`).join('')}`;
}
