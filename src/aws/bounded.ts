/** Answers of bounded size: one that does not end must not take the memory of the run. */
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AnswerError } from './failure.js';

/** A page of an account's policies, the largest answer, has some 20 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

type Handled = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/** Fails with AnswerError, as the body is read, where it has more than 64 MB. */
export class BoundedHandler extends NodeHttpHandler {
  override async handle(...call: Parameters<NodeHttpHandler['handle']>): Promise<Handled> {
    const handled = await super.handle(...call);
    const { response } = handled;
    const length = Number(response.headers['content-length']); // of a body without one NaN
    const { body } = response;
    if (!(length <= MOST_BYTES) && body instanceof Readable) response.body = Readable.from(bounded(body));
    return handled;
  }
}

async function* bounded(body: Readable): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new AnswerError('the answer has more than 64 MB');
    yield chunk;
  }
}
