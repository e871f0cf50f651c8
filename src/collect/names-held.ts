/** How many services and actions the body of a report names, counted beside the SDK's parser. */
import type { GetServiceLastAccessedDetailsCommand } from '@aws-sdk/client-iam';

export interface NamesHeld {
  readonly services: number;
  readonly actions: number;
}

/** What of the SDK's HTTP response matters here. */
interface Response {
  readonly statusCode?: number;
  body?: unknown;
}

/**
 * Counts them when the command is answered; undefined until then. The parser takes a list for empty that
 * holds any text between its members, be it a blank: no error tells that they are lost.
 */
export function countNamesHeld(command: GetServiceLastAccessedDetailsCommand): () => NamesHeld | undefined {
  let held: NamesHeld | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as Response;
      if (response.statusCode === 200) {
        const body = await bytesOf(response.body);
        response.body = body;
        held = { services: count(body, '<ServiceNamespace>'), actions: count(body, '<ActionName>') };
      }
      return result;
    },
    { name: 'countNamesHeld', step: 'deserialize', priority: 'low' },
  );
  return () => held;
}

async function bytesOf(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function count(body: Buffer, opening: string): number {
  let found = 0;
  for (let at = body.indexOf(opening); at >= 0; at = body.indexOf(opening, at + opening.length)) found += 1;
  return found;
}
