/** A topic of SNS on a local port: what is published there, unless the path says that it is denied. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TOPIC_ARN = 'arn:aws:sns:eu-central-1:111122223333:access-lake';
const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const TAKEN = `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;
const DENIED = `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>`;

export interface Topic {
  readonly url: string;
  /** The forms of what was published, in order. */
  readonly messages: readonly Readonly<Record<string, string>>[];
  stop(): Promise<void>;
}

export async function startTopic(): Promise<Topic> {
  const messages: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const isDenied = request.url?.startsWith('/denied') === true;
    if (!isDenied) messages.push(Object.fromEntries(new URLSearchParams(body)));
    response.writeHead(isDenied ? 403 : 200, { 'content-type': 'text/xml' }).end(isDenied ? DENIED : TAKEN);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
