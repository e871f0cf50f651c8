import { expect, test } from 'vitest';
import { fanOut, type Reader } from '../../src/async/fan-out.js';

const all: Reader<number, number[]> = async (chunks) => {
  const taken: number[] = [];
  for await (const chunk of chunks) taken.push(chunk);
  return taken;
};

async function* numbers(count: number, onMade: (at: number) => void = () => {}) {
  for (let at = 0; at < count; at++) {
    onMade(at);
    yield [at % 3 === 0 ? 'third' : 'other', at] as const;
  }
}

test('each reader gets its own, all of it, in order, and an end', async () => {
  const readers = { third: all, other: all, none: all };
  expect(await fanOut(numbers(7), readers)).toEqual([[0, 3, 6], [1, 2, 4, 5], []]);
});

test('the slowest sets the pace', async () => {
  let made = 0;
  let taken = 0;
  const slow: Reader<number, void> = async (chunks) => {
    for await (const _ of chunks) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      taken += 1;
      expect(made - taken).toBeLessThanOrEqual(6);
    }
  };
  await fanOut(
    numbers(100, () => {
      made += 1;
    }),
    { third: slow, other: slow },
  );
  expect(taken).toBe(100);
});

test('fails with what failed a reader, after the others ended', async () => {
  let ended: unknown;
  const waits: Reader<number, unknown> = (chunks) =>
    all(chunks).catch((error) => {
      ended = error;
    });
  const fails: Reader<number, unknown> = async (chunks) => {
    for await (const chunk of chunks) if (chunk === 3) throw new Error('disk full');
  };
  await expect(fanOut(numbers(1000), { third: fails, other: waits })).rejects.toThrow('disk full');
  expect(ended).toBeDefined();
});

test('fails with what failed the source, which every reader hears', async () => {
  async function* broken() {
    yield ['third', 1] as const;
    throw new Error('part lost');
  }
  const heard: unknown[] = [];
  const reader: Reader<number, unknown> = (chunks) =>
    all(chunks).catch((error) => {
      heard.push((error as Error).message);
    });
  await expect(fanOut(broken(), { third: reader, other: reader })).rejects.toThrow('part lost');
  expect(heard).toEqual(['part lost', 'part lost']);
});
