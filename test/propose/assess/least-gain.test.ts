/** Whether a smaller text is worth signing: by what goes, and of what kind the document is. */
import { expect, it } from 'vitest';
import type { Power } from '../../../src/policy/power.js';
import { LEAST_GAIN, tooLittle } from '../../../src/propose/assess/least-gain.js';

const powerOf = (action: string): Power => (action.includes(':get') ? 'reads' : 'writes');
const removed = (writes: number, reads: number) => [
  ...Array.from({ length: writes }, () => ({ power: 'writes' as const })),
  ...Array.from({ length: reads }, () => ({ power: 'reads' as const })),
];
const both = ['s3:getobject', 's3:putobject'];
const asked = { leastGain: LEAST_GAIN, isReadOnlyIncluded: false, powerOf };
const ofAws = { kind: 'aws_managed_policy' } as const;
const own = { kind: 'managed_policy' } as const;

it.each([
  ['a copy that takes 20 away', ofAws, both, removed(20, 0), null],
  ['a copy that takes 19 away, and many reads', ofAws, both, removed(19, 500), 'least_gain'],
  ['a document of one’s own that takes one away', own, both, removed(1, 0), null],
  ['a document of which reads go, and that writes', own, both, removed(0, 3), null],
  ['a document that only reads', own, ['s3:getobject'], removed(0, 500), 'reads_only'],
  ['a copy that only reads', ofAws, ['s3:getobject'], removed(0, 500), 'reads_only'],
  ['a document of which nothing goes', ofAws, ['s3:getobject'], [], null],
])('%s', (_what, subject, named, gone, reason) => {
  expect(tooLittle(subject, { named, removed: gone }, asked)).toBe(reason);
});

it('is worth it where it is asked for', () => {
  const reads = { named: ['s3:getobject'], removed: removed(0, 1) };
  expect(tooLittle(own, reads, { ...asked, isReadOnlyIncluded: true })).toBeNull();
  expect(tooLittle(ofAws, reads, { ...asked, isReadOnlyIncluded: true })).toBe('least_gain');
  expect(tooLittle(ofAws, reads, { ...asked, isReadOnlyIncluded: true, leastGain: 0 })).toBeNull();
});
