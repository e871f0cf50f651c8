/** Saved queries of the Athena endpoint, with the limits of the API reference. */
import { randomUUID } from 'node:crypto';
import { invalidRequest } from './service-error.js';

const mostIds = 50;

export interface NamedQuery {
  readonly NamedQueryId: string;
  readonly Name: string;
  readonly Description: string;
  readonly Database: string;
  readonly QueryString: string;
  readonly WorkGroup: string;
}

export class NamedQueries {
  private readonly byId = new Map<string, NamedQuery>();

  create({ WorkGroup = 'primary', ...input }: Omit<NamedQuery, 'NamedQueryId'>): unknown {
    check(input);
    const NamedQueryId = randomUUID();
    const { Name, Description, Database, QueryString } = input;
    this.byId.set(NamedQueryId, { NamedQueryId, Name, Description, Database, QueryString, WorkGroup });
    return { NamedQueryId };
  }

  update(input: Pick<NamedQuery, 'NamedQueryId' | 'Name' | 'Description' | 'QueryString'>): unknown {
    check(input);
    const known = this.find(input.NamedQueryId);
    const { Name, Description, QueryString } = input;
    this.byId.set(known.NamedQueryId, { ...known, Name, Description, QueryString });
    return {};
  }

  list({ WorkGroup = 'primary', NextToken = '0', MaxResults = mostIds }: ListInput): unknown {
    const ids = [...this.byId.values()]
      .filter((query) => query.WorkGroup === WorkGroup)
      .map((query) => query.NamedQueryId);
    const next = Number(NextToken) + Math.min(MaxResults, mostIds);
    return {
      NamedQueryIds: ids.slice(Number(NextToken), next),
      ...(next < ids.length ? { NextToken: String(next) } : {}),
    };
  }

  batchGet({ NamedQueryIds }: { NamedQueryIds: readonly string[] }): unknown {
    if (NamedQueryIds.length < 1 || NamedQueryIds.length > mostIds) throw invalidRequest('NamedQueryIds: 1 to 50');
    return { NamedQueries: NamedQueryIds.map((id) => this.find(id)), UnprocessedNamedQueryIds: [] };
  }

  all(): NamedQuery[] {
    return [...this.byId.values()];
  }

  private find(id: string): NamedQuery {
    const query = this.byId.get(id);
    if (query === undefined) throw invalidRequest(`NamedQuery ${id} was not found`);
    return query;
  }
}

interface ListInput {
  readonly WorkGroup?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

function check({ Name, Description, QueryString }: Pick<NamedQuery, 'Name' | 'Description' | 'QueryString'>): void {
  if (Name.length < 1 || Name.length > 128) throw invalidRequest('Name: 1 to 128 characters');
  if (Description.length < 1 || Description.length > 1024) throw invalidRequest('Description: 1 to 1024 characters');
  if (QueryString.length < 1 || QueryString.length > 262_144)
    throw invalidRequest('QueryString: 1 to 262144 characters');
}
