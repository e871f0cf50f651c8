/** The text of a file that a person named. The name may lead anywhere: to a device, a pipe or a file of gigabytes. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export interface NamedText {
  readonly mostBytes: number;
  /** The error for people; `state` is the end of its sentence. */
  readonly refused: (state: string) => Error;
}

export interface PlacedText {
  readonly bytes: Uint8Array;
  /** Where it comes from, by version and hash. */
  readonly source: string;
}

/** What was read elsewhere before the command began, by the name that stands for it in this process. */
const placed = new Map<string, PlacedText>();

/** From here on the name stands for this text: whoever reads it, however often, reads the same. */
export function placeText(name: string, text: PlacedText): void {
  placed.set(name, text);
}

export function placedText(name: string): PlacedText | undefined {
  return placed.get(name);
}

/** The text without a byte order mark; undefined: nothing lies there. Nothing but a regular file of UTF-8 is read. */
export async function readNamedText(path: string, { mostBytes, refused }: NamedText): Promise<string | undefined> {
  const bytes = placed.get(path)?.bytes ?? (await bytesOf(path, { mostBytes, refused }));
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('it is not UTF-8');
  }
}

async function bytesOf(path: string, { mostBytes, refused }: NamedText): Promise<Buffer | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a pipe that nobody writes would block
    if (!(await file.stat()).isFile()) throw refused('it is not a regular file');
    const bytes = await beginningOf(file, mostBytes + 1);
    if (bytes.length > mostBytes) throw refused(`it is larger than ${sizeText(mostBytes)}`);
    return bytes;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw code === undefined ? error : refused(message.split(',')[0] as string);
  } finally {
    await file?.close();
  }
}

/** At most so many bytes, however often the system has to be asked for them. */
async function beginningOf(file: FileHandle, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file.createReadStream({ start: 0, end: most - 1, autoClose: false }))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function sizeText(bytes: number): string {
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20} MiB` : `${bytes / 1e6} MB`;
}
