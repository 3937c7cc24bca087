/** Items as they come in, several streams of them at once. */

/** Each stream is in this order; so is what comes out. Of each no more is asked for than is needed to know what comes next. */
export async function* inOrder<T>(
  streams: readonly AsyncGenerator<T>[],
  order: (a: T, b: T) => number,
): AsyncGenerator<T> {
  try {
    const heads = await Promise.all(streams.map((stream) => stream.next()));
    for (;;) {
      const next = firstOf(heads, order);
      const head = heads[next];
      const stream = streams[next];
      if (!head || head.done || !stream) return;
      yield head.value;
      heads[next] = await stream.next();
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  }
}

/** -1 when all have ended. */
function firstOf<T>(heads: readonly IteratorResult<T>[], order: (a: T, b: T) => number): number {
  let first = -1;
  for (const [index, head] of heads.entries()) {
    const best = heads[first];
    if (head.done) continue;
    if (!best || best.done || order(head.value, best.value) < 0) first = index;
  }
  return first;
}

/** So many at a time. */
export async function* portions<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let portion: T[] = [];
  for await (const item of items) {
    portion.push(item);
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
