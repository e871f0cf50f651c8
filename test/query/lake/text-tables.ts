/**
 * Tables as readable text. A section `[name]`, a line of column names, lines of cells, all separated by `|`;
 * lines that begin with `#` are comments. `111122223333:role/app` stands for the ARN of that role.
 */

export type TextRow = Readonly<Record<string, string>>;

export function readSections(text: string): Map<string, TextRow[]> {
  const sections = new Map<string, TextRow[]>();
  for (const part of text.split(/^\[/m).slice(1)) {
    const name = part.slice(0, part.indexOf(']'));
    const rows = readTable(part.slice(part.indexOf(']') + 1)).rows;
    sections.set(name, [...(sections.get(name) ?? []), ...rows]);
  }
  return sections;
}

export function readTable(text: string): { names: string[]; rows: TextRow[] } {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [names = [], ...rows] = lines.map((line) => line.split('|').map((cell) => withArn(cell.trim())));
  return {
    names,
    rows: rows.map((cells, at) => {
      if (cells.length !== names.length) throw new Error(`Line ${at + 2} has ${cells.length} cells: ${lines[at + 1]}`);
      return Object.fromEntries(names.map((name, column) => [name, cells[column] as string]));
    }),
  };
}

function withArn(cell: string): string {
  return /^\d{12}:(role|user|group)\//.test(cell) ? `arn:aws:iam::${cell}` : cell;
}

/** `2026-07-01`, `2026-07-01 06:00` or `… 06:00:30.500` as ms since 1970. */
export function timeOf(text: string): number {
  const ms = Date.parse(`${text.replace(' ', 'T')}${text.includes(' ') ? '' : 'T00:00'}Z`);
  if (Number.isNaN(ms)) throw new Error(`Not a time: "${text}"`);
  return ms;
}
