/** At most so many works at once; the others wait, in the order in which they came. */

export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function createGate(places: number): Gate {
  const waiting: (() => void)[] = [];
  let free = places;

  /** The place of who leaves goes to who has waited longest, so that nobody comes between. */
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }

  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
