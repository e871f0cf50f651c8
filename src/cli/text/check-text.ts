/** The table of `access-lake check`. */
import type { Check } from '../../check.js';
import { pasteable } from '../../model/commands/command-line.js';
import { escapeForTerminal } from '../../model/escape.js';
import { counted } from '../../model/numbers.js';

/** Accounts that fail for one reason are one entry with so many ids at most. */
const MOST_NAMED = 10;

/** What passed in a line each, then what would fail and why; ends in a line break. */
export function checkText(checks: readonly Check[]): string {
  const accounts = checks.filter(({ subject }) => subject === 'account');
  const others = checks.filter(({ subject }) => subject !== 'account');
  const good = accounts.filter(({ ok }) => ok).length;
  return [
    ...others.map(line),
    ...(accounts.length > 0
      ? [
          `${mark(good === accounts.length)} accounts      ${good} of ${counted(accounts.length, 'account')} can be entered and read.\n`,
        ]
      : []),
    ...failures(accounts),
    `\n${verdict(checks)}\n`,
  ].join('');
}

function line({ subject, ok, detail, hint }: Check): string {
  const advice = ok || hint === null ? '' : `${' '.repeat(19)}${escapeForTerminal(pasteable(hint))}\n`;
  return `${mark(ok)} ${subject.padEnd(13)} ${escapeForTerminal(detail)}\n${advice}`;
}

const mark = (ok: boolean): string => (ok ? 'ok  ' : 'FAIL');

/** Accounts whose sentences differ only by their id fail for one reason. */
function failures(accounts: readonly Check[]): string[] {
  const byReason = new Map<string, Check[]>();
  for (const check of accounts.filter(({ ok }) => !ok)) {
    const reason = check.detail.replaceAll(check.accountId ?? '', '<account>');
    byReason.set(reason, [...(byReason.get(reason) ?? []), check]);
  }
  return [...byReason].map(([reason, failed]) => {
    const named = failed
      .slice(0, MOST_NAMED)
      .map(({ accountId, accountName }) => escapeForTerminal([accountId, accountName ?? ''].join(' ').trim()));
    const more = failed.length > MOST_NAMED ? `, and ${failed.length - MOST_NAMED} more` : '';
    return `     ${counted(failed.length, 'account')}: ${escapeForTerminal(reason)}\n       ${named.join(', ')}${more}\n`;
  });
}

function verdict(checks: readonly Check[]): string {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return 'Nothing would stop an export.';
  if (failed.every(({ subject }) => subject === 'account')) {
    return `An export would record ${counted(failed.length, 'account')} as not measured.`;
  }
  return 'An export would stop before it measures anything, or fail to write: fix what is marked FAIL first.';
}
