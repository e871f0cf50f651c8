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
  const others = checks.filter(({ accountId }) => accountId === null);
  const good = accounts.filter(({ ok }) => ok).length;
  const whole = `${good} of ${counted(accounts.length, 'account')} can be entered and read.`;
  return [
    ...others.map(line),
    ...(accounts.length > 0 ? [`${mark(good === accounts.length)} accounts      ${whole}\n`] : []),
    ...reasons(accounts.filter(({ ok }) => !ok)),
    ...[...new Set(checks.map(({ source }) => source))].flatMap((source) => sourceText(source, checks)),
    `\n${verdict(checks)}\n`,
  ].join('');
}

/** Of the accounts that can be entered. */
function sourceText(source: string | null, checks: readonly Check[]): string[] {
  if (source === null) return [];
  const own = checks.filter((check) => check.source === source);
  const failing = own.filter(({ ok }) => !ok);
  const asked = `${own.length - failing.length} of ${counted(own.length, 'account')} can be asked for it.`;
  const isNeeded = own.some((check) => check.isNeeded);
  return [`${mark(failing.length === 0, isNeeded)} ${source.padEnd(13)} ${asked}\n`, ...reasons(failing)];
}

function line({ subject, ok, detail, hint }: Check): string {
  const advice = ok || hint === null ? '' : `${' '.repeat(19)}${escapeForTerminal(pasteable(hint))}\n`;
  return `${mark(ok)} ${subject.padEnd(13)} ${escapeForTerminal(detail)}\n${advice}`;
}

function mark(ok: boolean, isNeeded = true): string {
  if (ok) return 'ok  ';
  return isNeeded ? 'FAIL' : 'note';
}

/** Accounts whose sentences differ only by their id fail for one reason. */
function reasons(checks: readonly Check[]): string[] {
  const byReason = new Map<string, Check[]>();
  for (const check of checks) {
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
  const failed = checks.filter(({ ok, isNeeded }) => !ok && isNeeded);
  if (failed.length === 0) return 'Nothing would stop an export.';
  const accounts = failed.filter(({ subject }) => subject === 'account').length;
  if (accounts === failed.length) return `An export would record ${counted(accounts, 'account')} as not measured.`;
  if (failed.every(({ accountId }) => accountId !== null)) {
    return 'An export would end with 3: what --collect names, or an account, would be missing in part.';
  }
  return 'An export would stop before it measures anything, or fail to write: fix what is marked FAIL first.';
}
