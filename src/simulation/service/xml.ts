/** XML as the query protocol writes it. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '\t',
  '\n': '\n',
};

/** Text of an element: control characters, which XML cannot carry, become references; all else stays UTF-8. */
export function escaped(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (c) => ESCAPES[c] ?? `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`);
}

export function element(name: string, text: string | number | boolean): string {
  return `<${name}>${typeof text === 'string' ? escaped(text) : text}</${name}>`;
}

/** A list of members, each already XML; an empty list is an empty element. */
export function list(name: string, members: readonly string[]): string {
  if (members.length === 0) return `<${name}/>`;
  return `<${name}>${members.map((member) => `<member>${member}</member>`).join('')}</${name}>`;
}

/** Seconds, as IAM writes the dates of its entities. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A document as IAM returns it: every character that RFC 3986 does not keep is percent-encoded. */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
