/** One source for several readers. */

/** Takes the chunks of one name, all of them, in their order. */
export type Reader<T, R> = (chunks: AsyncIterable<T>) => Promise<R>;

/**
 * Hands each chunk of the source to the reader of its name, at the pace of the slowest: none but the chunks under way
 * are in memory. Answers with what the readers answered, in their order. Fails with the first failure of a reader, else
 * with that of the source, when all have ended.
 */
export async function fanOut<T, R>(
  source: AsyncIterable<readonly [string, T]>,
  readers: Readonly<Record<string, Reader<T, R>>>,
): Promise<R[]> {
  const writers = new Map<string, WritableStreamDefaultWriter<T>>();
  const answers = Object.entries(readers).map(([name, read]) => {
    const { readable, writable } = new TransformStream<T, T>();
    writers.set(name, writable.getWriter());
    return read(readable);
  });
  const ended = Promise.allSettled(answers);
  try {
    for await (const [name, chunk] of source) await taken(writerOf(writers, name).write(chunk));
    for (const writer of writers.values()) await taken(writer.close());
  } catch (error) {
    for (const writer of writers.values()) writer.abort(error).catch(() => undefined);
    await ended;
    if (error instanceof ReaderEnded) await Promise.all(answers);
    throw error;
  }
  return Promise.all(answers);
}

/** A reader takes nothing more: its own failure says why. */
class ReaderEnded extends Error {
  override readonly name = 'ReaderEnded';
}

async function taken(written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (cause) {
    throw new ReaderEnded('A reader takes nothing more', { cause });
  }
}

function writerOf<T>(writers: ReadonlyMap<string, WritableStreamDefaultWriter<T>>, name: string) {
  const writer = writers.get(name);
  if (writer === undefined) throw new Error(`No reader of "${name}"`);
  return writer;
}
