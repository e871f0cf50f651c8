/** The real IAM client of the SDK before answers given as bytes: no socket, everything from the deserializer on is real. */
import { Readable } from 'node:stream';
import { iamClient } from '../../src/organization/iam-client.js';
import type { AccountSession, IamSession } from '../../src/organization/session.js';

export interface CannedAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** What a call asks for: `Action` and the other parameters of the query protocol. */
export type Respond = (params: URLSearchParams) => CannedAnswer;

export class CannedIam {
  /** Calls so far, by action. */
  readonly calls = new Map<string, number>();
  private readonly session: IamSession;
  private respond: Respond = () => ({ status: 500, body: new Uint8Array() });

  constructor() {
    const handle = async ({ body }: { body: string }) => ({ response: this.answer(new URLSearchParams(body)) });
    const requestHandler = { handle, metadata: { handlerProtocol: 'http/1.1' } };
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
    const client = iamClient({ region: 'eu-central-1', maxAttempts: 1, credentials, requestHandler });
    const iam = { ...client, serviceTime: () => Date.parse('2026-09-27T18:13:00Z') }; // that of the samples
    this.session = { iam, actor: 'role', expiresAt: null };
  }

  /** The way into an account that answers so from now on; a session is followed by another, as of a role. */
  account(respond: Respond): AccountSession {
    this.respond = respond;
    this.calls.clear();
    return { current: async () => this.session, renew: async () => ({ ...this.session }) };
  }

  private answer(params: URLSearchParams) {
    const action = params.get('Action') ?? '';
    this.calls.set(action, (this.calls.get(action) ?? 0) + 1);
    const { status, body } = this.respond(params);
    const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': '29f47818-99f5-11e1-a4c3-27EXAMPLE804' };
    return { statusCode: status, headers, body: Readable.from([body]) };
  }
}
