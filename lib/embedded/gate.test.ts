import { describe, expect, it } from 'vitest';

import { createGate } from './gate.ts';

/** Works that end when they are told to, and a diary of what began. */
function workshop(places: number) {
  const gate = createGate(places);
  const begun: string[] = [];
  const enders = new Map<string, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const start = (name: string): Promise<string> =>
    gate(() => {
      begun.push(name);
      return new Promise((resolve, reject) => enders.set(name, { resolve, reject }));
    });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { begun, start, turn, end: (name: string) => enders.get(name)?.resolve(name), enders };
}

describe('the gate', () => {
  it('lets in as many as it has places', async () => {
    const { begun, start, turn } = workshop(2);
    void start('a');
    void start('b');
    void start('c');
    await turn();
    expect(begun).toEqual(['a', 'b']);
  });

  it('lets the longest waiting in when somebody leaves', async () => {
    const { begun, start, turn, end } = workshop(1);
    const first = start('a');
    void start('b');
    void start('c');
    end('a');
    expect(await first).toBe('a');
    await turn();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await turn();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('gives the place of a work that failed to the next', async () => {
    const { begun, start, turn, enders } = workshop(1);
    const first = start('a');
    void start('b');
    enders.get('a')?.reject(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await turn();
    expect(begun).toEqual(['a', 'b']);
  });

  it('takes a throw before the first await as a failure like any other', async () => {
    const gate = createGate(1);
    await expect(
      gate(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    expect(await gate(async () => 'in')).toBe('in');
  });

  it('is never held by more than its places, whoever comes in the moment that one leaves', async () => {
    const gate = createGate(3);
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        await gate(work);
        await gate(work);
      }),
    );
    expect(most).toBe(3);
  });
});
