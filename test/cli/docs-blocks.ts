/** The commands that the documents show. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const docs = resolve(import.meta.dirname, '../../docs');
const names = readdirSync(docs).filter((name) => name.endsWith('.md'));
const textOf = (name: string): string => readFileSync(join(docs, name), 'utf8');

/** Makes the lakes that the other commands ask; the documents hold it word for word. */
export const DEMO = 'access-lake demo --destination ./demo-lake';

/** What the documents show with the name of its file. */
export function shownFiles(): [name: string, text: string][] {
  const shown = /`([\w-]+\.(sql|yaml))`:\n\n```\2\n(.*?)^```$/gms;
  return names.flatMap((name) => [...textOf(name).matchAll(shown)].map(([, file = '', , text = '']) => [file, text]));
}

export interface Block {
  readonly file: string;
  /** `aws`: it asks AWS. */
  readonly kind: string;
  readonly command: string;
}

/** The lines of shell blocks that begin with the command. */
function blocksOf(file: string): Block[] {
  const blocks = [...textOf(file).matchAll(/^ *```sh *(\w*)\n(.*?)^ *```$/gms)];
  return blocks.flatMap(([, kind = '', lines = '']) =>
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('access-lake '))
      .map((command) => ({ file, kind, command })),
  );
}

export const blocks: readonly Block[] = names.flatMap(blocksOf);

/** The words of a plain line of a shell: no quotes, no pipes. */
export function wordsOf({ command }: Block): string[] {
  return command
    .replace(/ +#.*$/, '')
    .split(' ')
    .slice(1);
}
