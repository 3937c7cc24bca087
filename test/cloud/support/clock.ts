/** A thread's clock, set ahead: the functions, the queues and the bucket all go by it. What gives it back as it was is returned. */
export function setClock(ahead: BigInt64Array): () => void {
  const Real = globalThis.Date;
  const now = (): number => Real.now() + Number(Atomics.load(ahead, 0));
  globalThis.Date = new Proxy(Real, {
    get: (target, name): unknown => (name === 'now' ? now : Reflect.get(target, name)),
    construct: (target, given: unknown[]) => Reflect.construct(target, given.length === 0 ? [now()] : given) as object,
  });
  return () => {
    globalThis.Date = Real;
  };
}
