import { expect, test } from 'vitest';
import { wrapLines } from '../../../src/cli/text/wrap.js';

const NEXT = 'Next: npx --no-install access-lake query removable --by action --destination ./a-lake-with-a-long-name';

test('a line that fits stays, and so does one that is not read', () => {
  expect(wrapLines('short\n\n  also short\n', 20)).toBe('short\n\n  also short\n');
  expect(wrapLines(NEXT, Number.POSITIVE_INFINITY)).toBe(NEXT);
  const json = `{"a":"${'b '.repeat(40)}"}`;
  expect(wrapLines(json, 20)).toBe(json);
});

test('a longer one goes on below, between words, further in', () => {
  expect(wrapLines('Left out of users and roles: 22 of service-linked roles; 78 with a known use.\n', 30)).toBe(
    'Left out of users and roles:\n  22 of service-linked roles;\n  78 with a known use.\n',
  );
  expect(wrapLines('  an account (1)  role/x: more than there is room for', 30)).toBe(
    '  an account (1)  role/x: more\n    than there is room for',
  );
});

test('a command stays in one line, for it is pasted', () => {
  expect(wrapLines(NEXT, 60)).toBe(NEXT.replace(': ', ':\n  '));
  expect(wrapLines(NEXT, NEXT.length)).toBe(NEXT);
  expect(wrapLines('`npx --no-install access-lake query usage --by ou` lists them.', 40)).toBe(
    '`npx --no-install access-lake query usage --by ou`\n  lists them.',
  );
});
