import { describe, expect, test } from 'vitest';
import { shardOf } from '../../../src/cli/options/array-index.js';
import { shard } from '../../../src/cli/options/parsers.js';

const BATCH = 'AWS_BATCH_JOB_ARRAY_INDEX';
const KUBERNETES = 'JOB_COMPLETION_INDEX';

describe.each([BATCH, KUBERNETES])('auto, by %s', (name) => {
  test('children 0 to n-1 are the shards 1/n to n/n, each once', () => {
    for (const of of [1, 2, 7, 40]) {
      const shards = Array.from({ length: of }, (_, at) => shardOf(shard(`auto/${of}`), { [name]: String(at) }));
      expect(shards).toEqual(Array.from({ length: of }, (_, at) => ({ index: at + 1, of })));
    }
  });

  test.each(['5', '6', '-1', '1.5', ' 1', '0x1', 'a', '1e0', '9999999'])('%j of five children is none', (index) => {
    expect(() => shardOf(shard('auto/5'), { [name]: index })).toThrow(
      `Cannot use ${name} "${index}" for "auto/5": not a whole number from 0 to 4.`,
    );
  });
});

test('neither and both are invalid usage; an empty one is not set', () => {
  const refused = (environment: Record<string, string>) => {
    try {
      return shardOf(shard('auto/5'), environment);
    } catch (error) {
      return error;
    }
  };
  for (const [environment, state] of [
    [{}, 'neither is set'],
    [{ [BATCH]: '' }, 'neither is set'],
    [{ [BATCH]: '1', [KUBERNETES]: '1' }, 'both are set'],
  ] as const) {
    expect(refused(environment)).toMatchObject({
      exit: 'usage',
      message: `Cannot determine which shard of "auto/5" this is: of ${BATCH} and ${KUBERNETES}, ${state}.`,
    });
  }
  expect(refused({ [BATCH]: '', [KUBERNETES]: '1' })).toEqual({ index: 2, of: 5 });
});

test('a shard that is named stays, whatever the environment says', () => {
  expect(shardOf(shard('2/5'), { [BATCH]: '4' })).toEqual({ index: 2, of: 5 });
});

test.each(['auto', 'auto/', 'auto/0', 'Auto/5', 'auto/5/6', '0/5', '6/5', '1', '/5'])('%j is no shard', (text) => {
  expect(() => shard(text)).toThrow('not a shard');
});
