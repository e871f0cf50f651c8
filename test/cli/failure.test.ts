import { expect, test } from 'vitest';
import { whenStopped } from '../../src/cli/commands.js';
import { failure } from '../../src/cli/failure.js';
import { Interrupted, UserError, usageError } from '../../src/model/errors.js';

test('an error for people is a sentence and its hint', () => {
  const error = new UserError('Cannot write "lake": no space left', { hint: 'Make room.' });
  expect(failure(error)).toEqual({ text: 'Error: Cannot write "lake": no space left\nMake room.\n', exit: 'nothing' });
  expect(failure(usageError('Cannot use --ou "x": y.'))).toEqual({
    text: 'Error: Cannot use --ou "x": y.\n',
    exit: 'usage',
  });
});

test('an interruption tells how to go on', () => {
  const { text, exit } = failure(new Interrupted('plan p1 keeps 3 of 9 accounts'), whenStopped('export'));
  expect(exit).toBe('interrupted');
  expect(text).toMatch(/^Interrupted: plan p1 keeps 3 of 9 accounts\n.*same command again to resume: .*kept/);
});

test.each(['query', 'report', 'digest', 'propose', 'verify', 'derive'])(
  '%s resumes nothing and does not say so',
  (name) => {
    const { text } = failure(new Interrupted('stopped by a signal'), whenStopped(name));
    expect(text).toMatch(/same command again/);
    expect(text).not.toMatch(/resume/);
  },
);

test('anything else is a bug and keeps its stack', () => {
  const { text, exit } = failure(new TypeError('x is not a function'));
  expect(exit).toBe('bug');
  expect(text).toContain('bug');
  expect(text).toContain('TypeError: x is not a function\n    at ');
});

test.each([
  new UserError('a\x1b[2J\nb', { hint: 'c\rd' }),
  new Interrupted('a\x1b[2J\nb'),
  new Error('a\x1b[2J\u202eb'),
  'a\x1b[2J',
])('what comes from outside is harmless: %j', (error) => {
  expect(failure(error).text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});
