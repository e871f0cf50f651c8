/** The calls to AWS Organizations, each with all its pages. */
import {
  type Account,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  type OrganizationalUnit,
  type OrganizationsClient,
  type Root,
  type Tag,
} from '@aws-sdk/client-organizations';
import { Caller, type CallerOptions, type CallOptions } from '../aws/caller.js';
import { AnswerError } from '../aws/failure.js';
import { allPages } from '../aws/pages.js';
import type { Effects } from '../model/effects.js';
import type { ApiCalls } from '../model/report.js';

interface Paged {
  readonly NextToken?: string | undefined;
}

/** Every operation has a bucket of its own at AWS (ListAccounts 8/s, ListRoots 1/s), and so a caller here. */
export class Organizations {
  private readonly client: OrganizationsClient;
  private readonly callers = new Map<string, Caller>();
  private readonly options: CallerOptions & Pick<CallOptions, 'signal'>;
  private readonly effects: Effects;

  constructor(client: OrganizationsClient, options: Organizations['options'], effects: Effects) {
    this.client = client;
    this.options = options;
    this.effects = effects;
  }

  get calls(): ApiCalls {
    const all = [...this.callers.values()].map(({ calls }) => calls);
    return {
      total: all.reduce((sum, { total }) => sum + total, 0),
      throttled: all.reduce((sum, { throttled }) => sum + throttled, 0),
    };
  }

  async describe(): Promise<{ readonly id: string; readonly managementAccountId: string }> {
    return await this.caller('DescribeOrganization').call(async (abortSignal) => {
      const { Organization } = await this.client.send(new DescribeOrganizationCommand({}), { abortSignal });
      if (!Organization?.Id || !Organization.MasterAccountId) throw new AnswerError('the answer names no organization');
      return { id: Organization.Id, managementAccountId: Organization.MasterAccountId };
    }, this.options);
  }

  accounts(): Promise<Account[]> {
    return this.pages('ListAccounts', async (token, abortSignal) => {
      const page = await this.client.send(new ListAccountsCommand(token), { abortSignal });
      return [page.Accounts, page];
    });
  }

  roots(): Promise<Root[]> {
    return this.pages('ListRoots', async (token, abortSignal) => {
      const page = await this.client.send(new ListRootsCommand(token), { abortSignal });
      return [page.Roots, page];
    });
  }

  unitsOf(parent: string): Promise<OrganizationalUnit[]> {
    return this.pages('ListOrganizationalUnitsForParent', async (token, abortSignal) => {
      const command = new ListOrganizationalUnitsForParentCommand({ ParentId: parent, ...token });
      const page = await this.client.send(command, { abortSignal });
      return [page.OrganizationalUnits, page];
    });
  }

  accountsOf(parent: string): Promise<Account[]> {
    return this.pages('ListAccountsForParent', async (token, abortSignal) => {
      const command = new ListAccountsForParentCommand({ ParentId: parent, ...token });
      const page = await this.client.send(command, { abortSignal });
      return [page.Accounts, page];
    });
  }

  /** Tags of an account; `signal` ends the call in the place of that of the opening. */
  tagsOf(accountId: string, signal: AbortSignal): Promise<Tag[]> {
    return this.pages(
      'ListTagsForResource',
      async (token, abortSignal) => {
        const command = new ListTagsForResourceCommand({ ResourceId: accountId, ...token });
        const page = await this.client.send(command, { abortSignal });
        return [page.Tags, page];
      },
      signal,
    );
  }

  /** Pages hold 20 entries at most, perhaps none where there are more. */
  private pages<T>(
    operation: string,
    read: (token: Paged, abortSignal: AbortSignal) => Promise<[T[] | undefined, Paged]>,
    signal = this.options.signal,
  ): Promise<T[]> {
    return allPages((next) =>
      this.caller(operation).call(
        async (abortSignal) => {
          const [items, page] = await read(next === undefined ? {} : { NextToken: next }, abortSignal);
          if (items === undefined) throw new AnswerError(`the answer to ${operation} has no list`);
          return { items, next: page.NextToken };
        },
        { signal },
      ),
    );
  }

  private caller(operation: string): Caller {
    const caller = this.callers.get(operation) ?? new Caller({ callMs: this.options.callMs }, this.effects);
    this.callers.set(operation, caller);
    return caller;
  }
}
