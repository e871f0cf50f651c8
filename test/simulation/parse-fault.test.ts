import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { FAULTS, faultNames, parseFault } from '../../src/simulation/faults.js';

test('every name is a fault, and every fault says what it is', () => {
  expect(faultNames.length).toBeGreaterThan(30);
  for (const name of faultNames) {
    expect(parseFault(name)).toEqual({ name });
    expect(FAULTS[name].description).toMatch(/\w/);
  }
});

test.each([
  ['throttle:count=5', { name: 'throttle', count: 5 }],
  ['throttle:count=all,nth=3', { name: 'throttle', count: Number.POSITIVE_INFINITY, nth: 3 }],
  ['cut:at=0.25,action=iam:ListUsers', { name: 'cut', at: 0.25, action: 'iam:ListUsers' }],
  [
    'job-failed:principal=arn:aws:iam::123456789012:role/a%2Cb%3Dc',
    { name: 'job-failed', principal: 'arn:aws:iam::123456789012:role/a,b=c' },
  ],
  ['clock-off:ms=-600000', { name: 'clock-off', ms: -600_000 }],
  [
    'reset:per=principal,probability=0.5,account=123456789012',
    { name: 'reset', per: 'principal', probability: 0.5, account: '123456789012' },
  ],
])('%s', (text, fault) => {
  expect(parseFault(text)).toEqual(fault);
});

describe('nonsense is refused with the value quoted', () => {
  test.each([
    ['', '""'],
    ['trottle', '"trottle"'],
    ['toString', '"toString"'],
    ['throttle:', undefined],
    ['throttle:count', '""'],
    ['throttle:count=0', '"0"'],
    ['throttle:count=1.5', '"1.5"'],
    ['throttle:probability=2', '"2"'],
    ['throttle:nth=all', '"all"'],
    ['throttle:per=day', '"per=day"'],
    ['throttle:colour=red', '"colour=red"'],
    ['throttle:account=', '"account="'],
    ['throttle:ms=', '""'],
  ])('%s', (text, quoted) => {
    if (quoted === undefined) return expect(parseFault(text)).toEqual({ name: 'throttle' });
    const error = (() => {
      try {
        return parseFault(text);
      } catch (reason) {
        return reason;
      }
    })();
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exit).toBe('usage');
    expect((error as UserError).message).toContain(quoted);
  });
});
