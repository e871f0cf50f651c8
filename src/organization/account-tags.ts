/** The tags of accounts: of use to those who look for an owner, and needed for no measurement. */
import type { Tag } from '@aws-sdk/client-organizations';
import { forAll } from '../async/for-all.js';
import { AnswerError, codeOf, isOfCredentials, kindOf, reasonOf } from '../aws/failure.js';
import type { PlannedAccount, Tags, TagsFailure } from '../model/account.js';
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
const ALLOW = 'Allow the caller organizations:ListTagsForResource (deploy/hub-policy.json)';

/**
 * The accounts with their tags, one call an account that the scope does not exclude. Tags that cannot be read are null, each
 * with its failure, and all of them are one notice. Fails with a UserError where the credentials are no longer valid, or Interrupted.
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
    if (failures.inARow >= MOST_FAILURES) return failures.unasked(account.id);
    try {
      const read = tagsFrom(await organizations.tagsOf(account.id, inner));
      failures.end();
      return { tags: read };
    } catch (error) {
      if (error instanceof UserError || error instanceof Interrupted || inner.aborted) throw error;
      if (isOfCredentials(error)) throw credentialsError(error);
      return failures.add(account.id, error);
    } finally {
      progress({ type: 'tagged', accounts: ++done, of: asked.length });
    }
  });
  const byId = new Map(asked.map(({ account }, at) => [account.id, tags[at]] as const));
  const accounts = planned.map((one) => {
    const { tags = null, tagsFailure } = byId.get(one.account.id) ?? {};
    return { ...one, account: { ...one.account, tags }, ...(tagsFailure && { tagsFailure }) };
  });
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

interface ReadTags {
  readonly tags?: Tags;
  readonly tagsFailure?: TagsFailure;
}

/** The accounts whose tags are not known, counted by the code of the failure. */
class Failures {
  inARow = 0;
  private count = 0;
  private denied = false;
  private readonly byCode = new Map<string, number>();

  add(accountId: string, error: unknown): ReadTags {
    this.inARow += 1;
    const isDenied = kindOf(error) === 'denied';
    this.denied ||= isDenied;
    this.tell(codeOf(error));
    const what = `Cannot read the tags of account ${accountId} (organizations:ListTagsForResource)`;
    const why = isDenied ? `${codeOf(error)}. ${ALLOW}.` : `${reasonOf(error)}.`;
    const status = isDenied ? 'refused' : 'failed';
    return { tagsFailure: { status, errorCode: codeOf(error), errorMessage: `${what}: ${why}` } };
  }

  unasked(accountId: string): ReadTags {
    this.tell('not asked after these');
    const errorMessage = `The tags of account ${accountId} were not asked for after ${MOST_FAILURES} failures in a row`;
    return { tagsFailure: { status: 'not_asked', errorCode: 'NotAskedAfterFailures', errorMessage } };
  }

  end(): void {
    this.inARow = 0;
  }

  notice(asked: number): string | undefined {
    if (this.count === 0) return undefined;
    const reasons = [...this.byCode].map(([code, count]) => `${code} (${count})`).join(', ');
    const what = `Cannot read tags of accounts (${this.count} of ${asked}), which stay unknown: ${reasons}`;
    return this.denied ? `${what}. ${ALLOW}` : what;
  }

  private tell(code: string): void {
    this.count += 1;
    this.byCode.set(code, (this.byCode.get(code) ?? 0) + 1);
  }
}
