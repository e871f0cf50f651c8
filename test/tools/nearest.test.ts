import { expect, test } from 'vitest';
import { nearest } from '../../src/tools/nearest.js';

const names = ['export', 'expire', 'snapshots', 'plan', 'publish'];

test.each([
  ['exprot', ['export']],
  ['expore', ['export', 'expire']],
  ['snapshot', ['snapshots']],
  ['plans', ['plan']],
  ['snap', ['snapshots']],
  ['query', []],
  ['', []],
])('%j may mean %j', (name, near) => expect(nearest(name, names)).toEqual(near));
