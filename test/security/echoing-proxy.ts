/**
 * Stands before the simulated organization, learns every secret that passes, and answers chosen actions with an error that
 * says back all that it was sent, as a careless service or a proxy in between might.
 */
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EchoingProxy {
  readonly url: string;
  /** Secret keys and session tokens that STS gave out. */
  readonly secrets: ReadonlySet<string>;
  /** All that was sent: heads and bodies. */
  readonly sent: readonly string[];
  /** Actions, such as AssumeRole, that are answered with an echo from now on, under this code. */
  echo(actions: readonly string[], code?: string): void;
  stop(): Promise<void>;
}

export async function startEchoingProxy(target: string): Promise<EchoingProxy> {
  const secrets = new Set<string>();
  const sent: string[] = [];
  let echoed: readonly string[] = [];
  let echoedCode = '';
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const said = `${incoming.rawHeaders.join(' ')} ${decodeURIComponent(body.toString().replaceAll('+', ' '))}`;
    sent.push(said);
    if (echoed.some((action) => body.includes(`Action=${action}&`))) {
      outgoing.writeHead(400, { 'content-type': 'text/xml' }).end(errorOf(echoedCode, said));
      return;
    }
    const { method, url, headers } = incoming;
    const forward = request(new URL(url ?? '/', target), { method, headers, agent: false }, async (answer) => {
      const bytes = await bodyOf(answer).catch(() => undefined);
      if (bytes === undefined) return void outgoing.destroy();
      for (const [, secret] of bytes.toString().matchAll(/<(?:SecretAccessKey|SessionToken)>([^<]+)</g)) {
        secrets.add(secret as string);
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(bytes);
    });
    forward.on('error', () => outgoing.destroy()).end(body);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    sent,
    echo: (actions, code = 'ValidationError') => {
      echoed = actions;
      echoedCode = code;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function errorOf(code: string, said: string): string {
  const message = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>1 validation error detected in ${message}</Message></Error></ErrorResponse>`;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
