/**
 * The header of an SQL file: comment lines `-- key: text` at its top; a line `--   text` continues the one before.
 * A key may stand more than once.
 */

export interface Headed {
  readonly header: ReadonlyMap<string, readonly string[]>;
  /** What follows the header. */
  readonly body: string;
}

export function readHeader(text: string): Headed {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const header = new Map<string, string[]>();
  let entries: string[] = [];
  for (const line of lines.slice(0, end)) {
    const [, key, value] = /^-- ([a-z-]+): (.*)$/.exec(line) ?? [];
    if (key === undefined) {
      entries.push(`${entries.pop() ?? ''} ${line.slice(2).trim()}`);
      continue;
    }
    entries = header.get(key) ?? [];
    header.set(key, entries);
    entries.push(value as string);
  }
  return { header, body: lines.slice(end).join('\n').trim() };
}
