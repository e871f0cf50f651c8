/** Parameters in the text of a statement. */

/** What a statement is made of, as far as binding sees it: text and names in quotes, comments, `:name` or `:name.part`, `?`. */
export const TOKEN = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*.*?\*\/|:([a-z_]+)(?:\.([a-z]+))?|\?/gs;

/** Parameters that a line names, outside of text and comments. */
export function namesIn(line: string): string[] {
  return [...line.matchAll(TOKEN)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}
