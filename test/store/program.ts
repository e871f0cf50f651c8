/** A process of its own that uses a folder: `program <what> <folder> [argument]`, one line of JSON as its answer. */
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { folderStore } from '../../src/store/folder.js';

const [what = '', folder = '', argument = ''] = process.argv.slice(2);
const store = folderStore(folder);

async function* endless(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(100_000, 1);
  process.stdout.write('writing\n');
  await new Promise(() => {
    process.stdin.resume(); // keeps the process until it is killed
  });
}

/** Takes the keys 0 to 19 where they are free, beginning at a word on stdin; tells which it got. */
async function race(): Promise<number[]> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const won: number[] = [];
  for (let key = 0; key < 20; key++) {
    const result = await store.put(`race/${key}`, Buffer.from(argument), { ifAbsent: true });
    if (result === 'stored') won.push(key);
  }
  process.stdin.destroy();
  return won;
}

/** Fills a small file system; tells what it was told, and what is left. */
async function fill(): Promise<unknown> {
  await store.put('kept', Buffer.alloc(300_000, 7));
  async function* tooMuch(): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < 100; part++) yield Buffer.alloc(100_000, part);
  }
  const failures: string[] = [];
  for (const options of [{}, { ifAbsent: true }])
    failures.push(
      await store.put('too/large', tooMuch(), options).catch((error: Error) => `${error.name}: ${error.message}`),
    );
  const listed: string[] = [];
  for await (const { key, bytes } of store.list('')) listed.push(`${key} ${bytes}`);
  return { failures, listed, names: await readdir(folder), again: await store.put('too/large', Buffer.from('fits')) };
}

const uses: Readonly<Record<string, () => Promise<unknown>>> = {
  race,
  fill,
  hang: () => store.put(argument, endless()),
  check: () => store.check(),
  put: () => store.put(argument, Buffer.from('x')),
  list: async () => await store.list('')[Symbol.asyncIterator]().next(),
  delete: () => store.delete([argument]),
};

try {
  const result = await uses[what]?.();
  process.stdout.write(`${JSON.stringify({ result })}\n`);
} catch (error) {
  const { name, message, exit } = error as Error & { exit?: string };
  process.stdout.write(`${JSON.stringify({ name, message, exit })}\n`);
}
