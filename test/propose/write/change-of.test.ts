import { expect, test } from 'vitest';
import { changeOf } from '../../../src/propose/write/document/proposal.js';

test.each(['=1\u001b[2J', '', '{"a":', `${'['.repeat(100)}${']'.repeat(100)}`])(
  'a document that is no policy stands as it is in the comparison: %j',
  (text) => {
    expect(changeOf(text, [])).toContain(`-${text}\n`);
  },
);
