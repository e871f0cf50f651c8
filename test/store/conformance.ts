/** What every store promises, as one suite for all of them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { TooLargeError } from '../../src/store/size.js';
import type { Entry, Store } from '../../src/store/store.js';

export interface Subject {
  /** Another store each time, over the same empty place. */
  open(): Store;
  /** Unfinished writes that are left in the place, by the place's own means. */
  unfinished(): Promise<number>;
  close(): Promise<void>;
}

const text = (value: string) => new TextEncoder().encode(value);
const megabyte = 2 ** 20;

/** Bytes that differ from place to place, so that a swapped or lost part shows. */
export function pattern(bytes: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  let state = seed >>> 0 || 1;
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return new Uint8Array(words.buffer, 0, bytes);
}

export async function* chunks(body: Uint8Array, bytes = 700_001): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += bytes) yield body.subarray(at, at + bytes);
}

export async function listed(store: Store, prefix = ''): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of store.list(prefix)) entries.push(entry);
  return entries;
}

async function keysOf(store: Store, prefix = ''): Promise<string[]> {
  return (await listed(store, prefix)).map(({ key }) => key);
}

async function textOf(store: Store, key: string): Promise<string | undefined> {
  const found = await store.get(key);
  return found === undefined ? undefined : Buffer.from(found).toString();
}

async function* failing(bytes: number, error: Error): AsyncGenerator<Uint8Array> {
  yield* chunks(pattern(bytes));
  throw error;
}

/** `largeBytes`: more than the store writes in one piece. */
export function storeConformance(name: string, make: () => Promise<Subject>, largeBytes: number): void {
  describe(`${name} as a store`, () => {
    let subject: Subject;
    let store: Store;
    beforeEach(async () => {
      subject = await make();
      store = subject.open();
    });
    afterEach(async () => await subject.close());

    describe('objects', () => {
      test('what is not there is undefined, also below an object', async () => {
        await store.put('a', text('x'));
        expect(await store.get('b')).toBeUndefined();
        expect(await store.get('a/b')).toBeUndefined();
        expect(await store.get('deep/in/nothing')).toBeUndefined();
      });

      test.each([0, 1, 1000, largeBytes])('%i bytes come back, from memory and from a stream', async (bytes) => {
        const body = pattern(bytes);
        expect(await store.put('memory/body', body)).toBe('stored');
        expect(await store.put('stream/body', chunks(body))).toBe('stored');
        const same = async (key: string) => Buffer.from(body).equals((await store.get(key)) ?? Buffer.from('none'));
        expect(await same('memory/body')).toBe(true);
        expect(await same('stream/body')).toBe(true);
        expect((await listed(store)).map((entry) => entry.bytes)).toEqual([bytes, bytes]);
      });

      test('one that is larger than its reader takes is not read', async () => {
        await store.put('a', pattern(1001));
        const error = await store.get('a', { maxBytes: 1000 }).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(TooLargeError);
        expect((error as Error).message).toMatch(/^Cannot read ".*a": it has 1001 bytes, and may have 1000\.$/);
        expect(await store.get('a', { maxBytes: 1001 })).toHaveLength(1001);
      });

      test('are all that lies there', async () => {
        await store.put('a/b', text('x'));
        for await (const key of store.listForeign()) expect(key).toBeUndefined();
      });

      test('the later write is the object', async () => {
        await store.put('a', text('first, and longer'));
        expect(await store.put('a', text('second'))).toBe('stored');
        expect(await textOf(store, 'a')).toBe('second');
        expect(await keysOf(store)).toEqual(['a']);
      });

      test('another store over the same place sees it', async () => {
        await store.put('a', text('x'));
        expect(await keysOf(subject.open())).toEqual(['a']);
      });

      test.each([1000, largeBytes])(
        'a body that fails after %i bytes leaves nothing and throws its own error',
        async (n) => {
          const error = new Error('the source broke');
          await expect(store.put('dir/new', failing(n, error))).rejects.toBe(error);
          await store.put('dir/old', text('old'));
          await expect(store.put('dir/old', failing(n, error), { ifAbsent: true })).rejects.toBe(error);
          await expect(store.put('dir/old', failing(n, error))).rejects.toBe(error);
          expect(await store.get('dir/new')).toBeUndefined();
          expect(await textOf(store, 'dir/old')).toBe('old');
          expect(await subject.unfinished()).toBe(0);
        },
      );

      test('a body that fails is closed', async () => {
        let closed = false;
        async function* body() {
          try {
            yield* failing(1000, new Error('the source broke'));
          } finally {
            closed = true;
          }
        }
        await expect(store.put('a', body())).rejects.toThrow('the source broke');
        expect(closed).toBe(true);
      });
    });

    describe('put where absent', () => {
      test('stores where the key is free and keeps what is there', async () => {
        expect(await store.put('a/b', text('first'), { ifAbsent: true })).toBe('stored');
        expect(await store.put('a/b', text('second'), { ifAbsent: true })).toBe('exists');
        expect(await textOf(store, 'a/b')).toBe('first');
      });

      test('a large stream keeps what is there and leaves no upload', async () => {
        await store.put('a', text('first'));
        expect(await store.put('a', chunks(pattern(largeBytes)), { ifAbsent: true })).toBe('exists');
        expect(await textOf(store, 'a')).toBe('first');
        expect(await subject.unfinished()).toBe(0);
      });

      test('a deleted key is free again', async () => {
        await store.put('a', text('first'), { ifAbsent: true });
        await store.delete(['a']);
        expect(await store.put('a', text('second'), { ifAbsent: true })).toBe('stored');
      });

      test.each([
        ['small', 20, 10],
        ['large', largeBytes, 2],
      ])('of eight %s writers at once one is told stored, and its object is there', async (_size, bytes, rounds) => {
        for (let round = 0; round < rounds; round++) {
          const key = `race/${round}`;
          const bodies = Array.from({ length: 8 }, (_, writer) => pattern(bytes, writer + 1));
          const results = await Promise.all(
            bodies.map((body) => subject.open().put(key, chunks(body), { ifAbsent: true })),
          );
          const winners = results.flatMap((result, writer) => (result === 'stored' ? [writer] : []));
          expect(winners).toHaveLength(1);
          const winner = bodies[winners[0] as number] as Uint8Array;
          expect(Buffer.from(winner).equals((await store.get(key)) ?? Buffer.from('none'))).toBe(true);
        }
        expect(await subject.unfinished()).toBe(0);
      });

      test('writers and deleters of neighbours do not disturb each other', async () => {
        const work = Array.from({ length: 40 }, async (_, at) => {
          const key = `folder/of/${at % 4}`;
          await subject.open().put(key, text('x'));
          await subject.open().delete([key]);
        });
        await Promise.all(work);
        expect(await keysOf(store)).toEqual([]);
      });
    });

    describe('list', () => {
      test('an empty place has no entries', async () => {
        expect(await keysOf(store)).toEqual([]);
        expect(await keysOf(store, 'none/such')).toEqual([]);
      });

      test('keys ascend by UTF-8 bytes, over folders', async () => {
        const keys = [
          'a',
          'a!b',
          'a-b',
          'b/x',
          'b!',
          'b-c/d',
          'b0',
          'b.c',
          'B',
          'é',
          'z',
          '\uffee',
          '😀',
          'b/x-y',
          'c/d/e',
        ];
        for (const key of keys) await store.put(key, text(key));
        const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(await keysOf(store)).toEqual(sorted);
      });

      test('a prefix is the beginning of a key, within a name too', async () => {
        for (const key of ['runs/1.parquet', 'runs/10.parquet', 'runs/2.parquet', 'runsets/1', 'ru'])
          await store.put(key, text(key));
        expect(await keysOf(store, 'runs/')).toEqual(['runs/1.parquet', 'runs/10.parquet', 'runs/2.parquet']);
        expect(await keysOf(store, 'runs/1')).toEqual(['runs/1.parquet', 'runs/10.parquet']);
        expect(await keysOf(store, 'runs')).toEqual([
          'runs/1.parquet',
          'runs/10.parquet',
          'runs/2.parquet',
          'runsets/1',
        ]);
        expect(await keysOf(store, 'runs/1.parquet')).toEqual(['runs/1.parquet']);
        expect(await keysOf(store, 'runs/1.parquet/')).toEqual([]);
      });

      test('names that hurt come back as they were', async () => {
        const keys = ['snapshot_date=2026-01-01/a b+c%20d&e', `quo"te'd/<x>`, '#hash?', '日本語/ключ', 'a\\b'].sort();
        for (const key of keys) await store.put(key, text(key));
        expect((await keysOf(store)).sort()).toEqual(keys);
        for (const key of keys) expect(await textOf(store, key)).toBe(key);
        await store.delete(keys);
        expect(await keysOf(store)).toEqual([]);
      });

      test('more than one page, each once', async () => {
        const keys = Array.from({ length: 1205 }, (_, at) => `many/${String(at).padStart(5, '0')}`);
        for (let at = 0; at < keys.length; at += 50)
          await Promise.all(keys.slice(at, at + 50).map((key) => store.put(key, text('x'))));
        expect(await keysOf(store, 'many/')).toEqual(keys);
        await store.delete(keys);
        expect(await keysOf(store)).toEqual([]);
      });

      test('an entry says when it was written', async () => {
        const before = Date.now();
        await store.put('a', text('x'));
        const [entry] = await listed(store);
        expect(entry?.modifiedAt).toBeGreaterThan(before - 5_000);
        expect(entry?.modifiedAt).toBeLessThan(Date.now() + 5_000);
      });
    });

    describe('delete', () => {
      test('takes those away and no other; one that is not there is no error', async () => {
        for (const key of ['a', 'b/c', 'b/d']) await store.put(key, text(key));
        await store.delete(['a', 'b/c', 'b/none', 'none/such/key']);
        expect(await keysOf(store)).toEqual(['b/d']);
      });

      test('of nothing is nothing', async () => {
        await store.delete([]);
        expect(await keysOf(store)).toEqual([]);
      });
    });

    describe('keys', () => {
      const bad = [
        '',
        '/a',
        'a/',
        'a//b',
        '..',
        'a/../b',
        '../a',
        '.',
        './a',
        'a\0b',
        '_tmp/a',
        '\ud83d',
        'x'.repeat(1025),
      ];
      test.each(bad)('%j is refused with a sentence by every operation', async (key) => {
        for (const use of [() => store.get(key), () => store.put(key, text('x')), () => store.delete(['a', key])]) {
          const error = await use().catch((thrown: unknown) => thrown);
          expect(error).toBeInstanceOf(UserError);
          expect(error).toMatchObject({ exit: 'usage' });
        }
        expect(await keysOf(store)).toEqual([]);
      });

      test.each(['../', '/', 'a/../b', '_tmp/'])('%j is refused as a prefix', async (prefix) => {
        await expect(listed(store, prefix)).rejects.toBeInstanceOf(UserError);
        await expect(store.abortUploads(prefix)).rejects.toBeInstanceOf(UserError);
      });
    });

    describe('check', () => {
      test('passes an empty place and a used one, and leaves nothing behind', async () => {
        await store.check();
        expect(await keysOf(store)).toEqual([]);
        await store.put('a', text('x'));
        await Promise.all([store.check(), subject.open().check()]);
        expect(await keysOf(store)).toEqual(['a']);
        expect(await subject.unfinished()).toBe(0);
      });
    });

    describe('abortUploads', () => {
      test('finds nothing where all is finished, and harms no write under way', async () => {
        expect(await store.abortUploads('')).toBe(0);
        const body = pattern(largeBytes);
        let aborted = -1;
        async function* interrupted() {
          yield body.subarray(0, largeBytes - 1000);
          aborted = await store.abortUploads('');
          yield body.subarray(largeBytes - 1000);
        }
        expect(await store.put('a', interrupted())).toBe('stored');
        expect(aborted).toBe(0);
        expect(Buffer.from(body).equals((await store.get('a')) ?? Buffer.from('none'))).toBe(true);
      });
    });
  });
}

/** More than two parts of a multipart upload. */
export const multipartBytes = 17 * megabyte + 12_345;
