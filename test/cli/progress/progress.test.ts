import { expect, test } from 'vitest';
import { barLine, howLine } from '../../../src/cli/progress/bar.js';
import { jsonProgress } from '../../../src/cli/progress/json.js';
import { plainProgress } from '../../../src/cli/progress/plain.js';
import { Tally } from '../../../src/cli/progress/tally.js';
import { lineOf, statusLine } from '../../../src/cli/progress/words.js';
import type { ProgressEvent } from '../../../src/model/progress.js';

const planned: ProgressEvent = {
  type: 'planned',
  planId: 'p1',
  snapshotDate: '2026-11-25',
  resumed: false,
  accounts: 4,
};
const done: ProgressEvent = { type: 'principalDone', accountId: '1', status: 'exported', actionRows: 3 };

function listed(accountId: string, principals: number, kept = 0): ProgressEvent {
  return { type: 'accountListed', accountId, principals, kept };
}

function failed(accountId: string, errorMessage = 'AccessDenied'): ProgressEvent {
  return { type: 'accountDone', accountId, status: 'failed', errorCode: 'AccessDenied', errorMessage };
}

/** A clock that the test turns. */
function clock() {
  const time = { ms: 0 };
  return { time, effects: { monotonic: () => time.ms, now: () => time.ms } };
}

function tallyOf(...events: ProgressEvent[]): Tally {
  const tally = new Tally(0);
  for (const event of events) tally.add(event);
  return tally;
}

test('before an account is listed nothing is foretold', () => {
  expect(tallyOf(planned)).toMatchObject({ accounts: 4, principalsExpected: null });
  expect(tallyOf(planned).secondsLeft(1000)).toBeNull();
});

test('while tags of accounts are read it says of how many, until the run is planned', () => {
  const tally = tallyOf({ type: 'tagged', accounts: 1200, of: 5000 });
  expect(statusLine(tally, 5000)).toContain('reading tags of accounts: 1,200/5,000, 0:05 elapsed');
  expect(barLine(tally, 80)).toContain('[=====               ] reading tags');
  tally.add(planned);
  expect(statusLine(tally, 5000)).toContain('accounts 0/4');
});

test('accounts that are not listed yet are expected to be as large as the others', () => {
  expect(tallyOf(planned, listed('1', 10), listed('2', 30)).principalsExpected).toBe(80);
});

test('accounts that were begun and have not ended are under way', () => {
  const started = (accountId: string): ProgressEvent => ({ type: 'accountStarted', accountId, accountName: null });
  const tally = tallyOf(planned, started('1'), started('2'), failed('1'));
  expect(statusLine(tally, 5000)).toContain('accounts 1/4 (1 under way)');
  expect(statusLine(tally, 5000)).toContain('0:05 elapsed');
});

test('an account that is listed again counts once', () => {
  const tally = tallyOf(planned, listed('1', 10, 2), listed('1', 12, 2));
  expect([tally.principalsExpected, tally.kept]).toEqual([48, 2]);
});

test('kept principals are done and do not count for the rate', () => {
  const tally = tallyOf({ ...planned, accounts: 1 }, listed('1', 10, 5), done, done);
  expect(tally.rate(1000)).toBe(2);
  expect(tally.secondsLeft(29_999)).toBeNull();
  expect(tally.secondsLeft(30_000)).toBe(45);
});

test('the status tells accounts, principals, rate, time left, throttling and failures', () => {
  const call = (throttled: boolean): ProgressEvent => ({ type: 'call', throttled });
  const events = [planned, listed('1', 10), done, { ...done, status: 'failed' } as ProgressEvent, failed('1')];
  const tally = tallyOf(...events, call(true), call(false), call(false), call(false));
  expect(statusLine(tally, 1000)).toBe(
    'accounts 1/4, principals 2 of about 40, 2.0/s, 0:01 elapsed, failed 1 account and 1 principal, 4 calls, throttled 25.0 %',
  );
  expect(statusLine(tally, 40_000)).toBe(
    'accounts 1/4, principals 2 of about 40, 0.1/s, 0:40 elapsed, 12:40 left, failed 1 account and 1 principal, 4 calls, throttled 25.0 %',
  );
});

test('the bar never passes the width of the terminal', () => {
  const tally = tallyOf(planned, listed('1', 10), done, failed('1'));
  for (const width of [10, 40, 80, 200]) {
    expect(barLine(tally, width).length).toBeLessThan(width);
    expect(howLine(tally, width, 1000).length).toBeLessThan(width);
  }
});

test('a number that does not fit is left out whole, with what follows it', () => {
  const started = Array.from({ length: 9 }, (_, at): ProgressEvent => {
    return { type: 'accountStarted', accountId: `${at}`, accountName: null };
  });
  const tally = tallyOf({ ...planned, accounts: 12 }, listed('10', 1000), ...started, failed('10'), done);
  const whole = '[                    ] accounts 1/12 (9 under way), principals 1 of about 12,000';
  const ends = ['] ', '1/12', ')', ', principals 1'].map((part) => whole.indexOf(part) + part.length);
  const parts = [...ends, whole.length].map((end) => whole.slice(0, end));
  for (let width = 24; width < 90; width++) expect(parts).toContain(barLine(tally, width));
  expect(barLine(tally, whole.length + 1)).toBe(whole);
  expect(barLine(tally, whole.length)).toBe(parts[3]);
  const how = howLine(tally, 200, 1000).split(', ');
  for (let width = 1; width < 60; width++) {
    const shown = howLine(tally, width, 1000);
    expect(how.slice(0, shown === '' ? 0 : shown.split(', ').length).join(', ')).toBe(shown);
  }
});

test('80 columns show pace and failures, for thousands of accounts too', () => {
  const many = { ...planned, accounts: 4000 };
  const tally = tallyOf(many, listed('1', 50), done, failed('1'), failed('2'), { ...done, status: 'failed' });
  expect(barLine(tally, 80)).toBe('[                    ] accounts 2/4,000, principals 2 of about 200,000');
  expect(howLine(tally, 80, 40_000)).toMatch(
    /^0\.1\/s, 0:40 elapsed, 1111:06:00 left, failed 2 accounts and 1 principal(,|$)/,
  );
});

test('plain lines come every ten seconds, not one a principal', () => {
  const lines: string[] = [];
  const { time, effects } = clock();
  const progress = plainProgress((line) => lines.push(line), effects);
  progress(planned);
  progress(listed('1', 5000));
  for (let n = 0; n < 5000; n++) {
    time.ms += 10;
    progress(done);
  }
  expect(lines[0]).toBe('Started plan p1: 4 accounts, snapshot 2026-11-25.');
  expect(lines.slice(1).every((line) => line.startsWith('accounts 0/4'))).toBe(true);
  expect(lines).toHaveLength(6);
});

test('of failed accounts the first ten have a line', () => {
  const lines: string[] = [];
  const progress = plainProgress((line) => lines.push(line), clock().effects);
  for (let n = 0; n < 1000; n++) progress(failed(String(n)));
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toContain('summary');
});

test('messages from outside are one harmless line', () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  plainProgress(write, clock().effects)(failed('1', 'no\n\x1b[2Jway\u202e'));
  expect(lines).toEqual([String.raw`Account 1 failed: no\n\x1b[2Jway\u202e`]);
  jsonProgress(write, clock().effects)(failed('1', 'no\n\x9b2Jway\u202e'));
  expect(lines[1]).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(lines[1] as string)).toMatchObject({ errorMessage: 'no\n\x9b2Jway\u202e' });
});

test('JSON lines hold every event but calls and principals, which are added up', () => {
  const lines: string[] = [];
  const { time, effects } = clock();
  const progress = jsonProgress((line) => lines.push(line), effects);
  progress(planned);
  progress(listed('1', 100));
  for (let n = 0; n < 100; n++) {
    time.ms += 25;
    progress(done);
  }
  progress({ type: 'committed', runId: 'r1' });
  const events = lines.map((line) => JSON.parse(line));
  expect(events.map(({ type }) => type)).toEqual([
    'planned',
    'accountListed',
    'progress',
    'progress',
    'committed',
    'progress',
  ]);
  expect(events.at(-1)).toMatchObject({ principalsDone: 100, actionRows: 300 });
});

test('an account that is tried again counts as it ends at last', () => {
  const started: ProgressEvent = { type: 'accountStarted', accountId: '1', accountName: null };
  const lost: ProgressEvent = { ...done, status: 'failed' };
  const first = [planned, started, listed('1', 3), done, done, lost, failed('1')] as const;
  expect(tallyOf(...first)).toMatchObject({
    accountsDone: 1,
    accountsFailed: 1,
    principalsDone: 3,
    principalsFailed: 1,
  });
  const again = tallyOf(...first, started, listed('1', 3, 2), done);
  expect(again).toMatchObject({ accountsDone: 0, accountsFailed: 0, principalsDone: 1, principalsFailed: 0, kept: 2 });
});

test('a wait says for whom and until when', () => {
  const until = Date.UTC(2026, 10, 25, 21, 5, 7);
  const accounts = Array.from({ length: 7 }, (_, at) => String(at));
  expect([
    lineOf({ type: 'waiting', accounts, until }),
    lineOf({ type: 'paused', accounts: 4, errorCode: 'ECONNRESET', until }),
    lineOf({ type: 'resumed', isAnswered: true }),
  ]).toEqual([
    'Waiting until 21:05:07 UTC to try 7 accounts again: 0, 1, 2, 3, 4 and 2 more.',
    'Waiting for AWS until 21:05:07 UTC at most: calls to 4 accounts fail with ECONNRESET.',
    'AWS answers again: continuing.',
  ]);
});
