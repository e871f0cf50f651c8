/** Results in the order of `items`, while up to `ahead` of them are on their way. An error ends it at its place in that order. */
export async function* prefetch<T, R>(
  items: Iterable<T>,
  ahead: number,
  fetch: (item: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const waiting: Promise<R>[] = [];
  for (const item of items) {
    const result = fetch(item);
    result.catch(() => undefined); // whoever takes it from the queue sees its error
    waiting.push(result);
    if (waiting.length >= ahead) yield await (waiting.shift() as Promise<R>);
  }
  for (const result of waiting) yield await result;
}
