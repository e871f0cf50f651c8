/** Text with values separated by commas, as RFC 4180 has it. */

/** What ends a value without quotes. */
const END = /,|\r?\n|$/g;

/**
 * The lines of `text`, each as its values. Lines end with LF or CRLF, the last one may end with neither. Empty lines, and a
 * byte order mark at the beginning, are left out. Undefined where a quote does not close or stands within a value.
 */
export function readCsv(text: string): string[][] | undefined {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.includes('"')) return readQuoted(plain);
  return plain
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => line.split(','));
}

/** As {@link readCsv}, value by value. */
function readQuoted(text: string): string[][] | undefined {
  const lines: string[][] = [];
  let line: string[] = [];
  for (let at = 0; at <= text.length; ) {
    const value = valueAt(text, at);
    if (value === undefined) return undefined;
    at = value.end + 1;
    line.push(value.text);
    if (text[value.end] === ',') continue;
    if (text[value.end] === '\r') at += 1;
    if (line.length > 1 || value.isQuoted || value.text !== '') lines.push(line);
    line = [];
  }
  return lines;
}

interface CsvValue {
  readonly text: string;
  readonly isQuoted: boolean;
  /** Where the comma or the end of the line stands that ends it. */
  readonly end: number;
}

function valueAt(text: string, at: number): CsvValue | undefined {
  const isQuoted = text[at] === '"';
  const closing = isQuoted ? closingQuote(text, at) : at;
  END.lastIndex = isQuoted ? closing + 1 : at;
  const end = END.exec(text)?.index ?? text.length;
  if (!isQuoted) return text.slice(at, end).includes('"') ? undefined : { text: text.slice(at, end), isQuoted, end };
  if (closing < 0 || end !== closing + 1) return undefined;
  return { text: text.slice(at + 1, closing).replaceAll('""', '"'), isQuoted, end };
}

/** Of a pair of quotes neither closes; -1: none does. */
function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
