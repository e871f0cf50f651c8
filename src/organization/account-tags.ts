/** The tags of accounts: of use to those who look for an owner, and needed for no measurement. */
import type { Tag } from '@aws-sdk/client-organizations';
import { forAll } from '../async/for-all.js';
import { AnswerError, codeOf, isOfCredentials, kindOf } from '../aws/failure.js';
import type { PlannedAccount, Tags } from '../model/account.js';
import { Interrupted, UserError } from '../model/errors.js';
import { type Progress, silent } from '../model/progress.js';
import { credentialsError } from './identity.js';
import type { Organizations } from './organizations.js';

export interface TaggedAccounts {
  readonly accounts: readonly PlannedAccount[];
  /** Whose tags could not be read, as a sentence without a period; undefined: all were. */
  readonly notice: string | undefined;
}

/** The limiter holds the pace; so many wait for it. */
const ASKED_AT_ONCE = 8;
/** Failures in a row after which no more accounts are asked: they would fail as well, each for long or as one more denial. */
const MOST_FAILURES = 20;

/**
 * The accounts with their tags, one call an account that the scope does not exclude. Tags that cannot be read are null,
 * and all of them are one notice. Fails with a UserError where the credentials are no longer valid, or Interrupted.
 */
export async function withTags(
  planned: readonly PlannedAccount[],
  organizations: Pick<Organizations, 'tagsOf'>,
  signal: AbortSignal,
  progress: Progress = silent,
): Promise<TaggedAccounts> {
  const asked = planned.filter(({ decision }) => decision !== 'excluded');
  const failures = new Failures();
  let done = 0;
  const tags = await forAll(asked, ASKED_AT_ONCE, signal, async ({ account }, inner) => {
    if (failures.inARow >= MOST_FAILURES) return failures.unasked();
    try {
      const read = tagsFrom(await organizations.tagsOf(account.id, inner));
      failures.end();
      return read;
    } catch (error) {
      if (error instanceof UserError || error instanceof Interrupted || inner.aborted) throw error;
      if (isOfCredentials(error)) throw credentialsError(error);
      return failures.add(error);
    } finally {
      progress({ type: 'tagged', accounts: ++done, of: asked.length });
    }
  });
  const byId = new Map(asked.map(({ account }, at) => [account.id, tags[at] ?? null] as const));
  const accounts = planned.map((one) => ({
    ...one,
    account: { ...one.account, tags: byId.get(one.account.id) ?? null },
  }));
  return { accounts, notice: failures.notice(asked.length) };
}

function tagsFrom(tags: readonly Tag[]): Tags {
  return Object.fromEntries(
    tags.map(({ Key, Value }) => {
      if (!Key) throw new AnswerError('a tag of an account has no key');
      return [Key, Value ?? ''];
    }),
  );
}

/** The accounts whose tags are not known, counted by the code of the failure. */
class Failures {
  inARow = 0;
  private count = 0;
  private denied = false;
  private readonly byCode = new Map<string, number>();

  add(error: unknown): null {
    this.inARow += 1;
    this.denied ||= kindOf(error) === 'denied';
    return this.tell(codeOf(error));
  }

  unasked(): null {
    return this.tell('not asked after these');
  }

  end(): void {
    this.inARow = 0;
  }

  notice(asked: number): string | undefined {
    if (this.count === 0) return undefined;
    const reasons = [...this.byCode].map(([code, count]) => `${code} (${count})`).join(', ');
    const what = `Cannot read tags of accounts (${this.count} of ${asked}), which stay unknown: ${reasons}`;
    return this.denied ? `${what}. Allow the caller organizations:ListTagsForResource (deploy/hub-policy.json)` : what;
  }

  private tell(code: string): null {
    this.count += 1;
    this.byCode.set(code, (this.byCode.get(code) ?? 0) + 1);
    return null;
  }
}
