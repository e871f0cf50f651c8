/** What is left to do after a commit is a command that a shell takes as it stands. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { historyLeft, lakeFileLeft, tellingCommit, trendsLeft, viewsLeft } from '../../src/cli/committed.js';
import type { ProgressEvent } from '../../src/model/progress.js';

const PLACE = "my lake's $HOME";
const ATHENA = { database: 'security', workgroup: 'audit', outputLocation: undefined, region: 'eu-west-1' };

/** The words of the command in a sentence, by a shell. */
function wordsOf(left: string): string[] {
  const [, command] = /: npx --no-install access-lake (.*)\n$/.exec(left) as string[];
  return execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
}

test.each([
  [trendsLeft(PLACE, ['Cost Center', 'team']), ['derive', '--owner-tag', 'Cost Center', '--owner-tag', 'team']],
  [historyLeft(PLACE), ['derive']],
  [lakeFileLeft(PLACE), ['catalog']],
  [viewsLeft(PLACE, ATHENA), ['catalog', '--database', 'security', '--workgroup', 'audit', '--region', 'eu-west-1']],
])('%s', (left, [name, ...options]) => {
  expect(wordsOf(left)).toEqual([name, '--destination', PLACE, ...options]);
});

test('it is told with the commit, and not before', () => {
  const heard: unknown[] = [];
  const onCommit = (left: string) => heard.push(left);
  const progress = tellingCommit((event) => heard.push(event.type), 'left', { onCommit });
  progress({ type: 'notice', message: 'x' });
  progress({ type: 'committed', runId: 'r1' } satisfies ProgressEvent);
  expect(heard).toEqual(['notice', 'left', 'committed']);
});
