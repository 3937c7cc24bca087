import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { RulesStore, RulesVersion } from '#core/ports/rules-store.ts';
import { createRulesKeeper, type RulesKeeper } from './rules-keeper.ts';

const first: RulesVersion = {
  version: 1,
  at: 0,
  by: 'first start',
  policy: { v: 1, scopes: [] },
  directory: { v: 1, domains: [{ name: 'one.example', route: 'mailbox', recipients: ['alice'] }] },
};
const directory = (name: string) => ({ directory: { v: 1 as const, domains: [{ ...domain, name }] } });
const domain = { route: 'mailbox' as const, recipients: ['alice'] };

let versions: RulesVersion[];
let read: number[];
let store: RulesStore;
let keeper: RulesKeeper;
beforeEach(() => {
  versions = [first];
  read = [];
  store = {
    current: async () => versions.at(-1) ?? first,
    async at(version) {
      read.push(version);
      return versions.find((one) => one.version === version);
    },
    async put(next) {
      if (next.version !== versions.length + 1) return undefined;
      versions.push(next);
      return next;
    },
  };
  keeper = createRulesKeeper(store, () => 1000);
});

describe('a change', () => {
  it('is the next version, with its author and time, and in force at once', async () => {
    expect((await keeper.current()).locate('alice@two.example')).toBeUndefined();
    const changed = await keeper.change('anna', () => directory('two.example'));
    expect(changed).toEqual({ ...first, ...directory('two.example'), version: 2, at: 1000, by: 'anna' });
    expect(await keeper.source()).toEqual(changed);
    expect((await keeper.current()).locate('alice@two.example')).toMatchObject({ address: 'alice@two.example' });
  });

  it('is asked again when another was faster, and sees what that one did', async () => {
    const seen: number[] = [];
    await keeper.change('anna', ({ version }) => {
      seen.push(version);
      if (version === 1) versions.push({ ...first, version: 2, by: 'bert' });
      return directory('two.example');
    });
    expect(seen).toEqual([1, 2]);
    expect(versions.map(({ by }) => by)).toEqual(['first start', 'bert', 'anna']);
  });

  it('that throws changes nothing', async () => {
    const refusal = keeper.change('anna', () => {
      throw new Error('no such domain');
    });
    await expect(refusal).rejects.toThrow('no such domain');
    expect(versions).toEqual([first]);
  });

  it('is not undone by an older answer that was on its way', async () => {
    const late = Promise.withResolvers<RulesVersion>();
    const current = vi.spyOn(store, 'current').mockReturnValueOnce(late.promise);
    const asked = keeper.source();
    expect(current).toHaveBeenCalledOnce();
    await keeper.change('anna', () => directory('two.example'));
    late.resolve(first);
    expect((await asked).version).toBe(2);
    expect((await keeper.current()).version).toBe(2);
  });
});

describe('a version of the past', () => {
  it('is read and compiled once', async () => {
    const rules = await keeper.at(1);
    expect(rules.version).toBe(1);
    expect(await keeper.at(1)).toBe(rules);
    expect(read).toEqual([1]);
  });

  it('that is not there is a defect', async () => {
    await expect(keeper.at(7)).rejects.toThrow('rules version 7 is not in the store');
  });

  it('is forgotten when eight others were used since', async () => {
    for (let n = 2; n <= 9; n++) versions.push({ ...first, version: n });
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) await keeper.at(n);
    await keeper.at(1);
    await keeper.at(9);
    read.length = 0;
    await keeper.at(1);
    await keeper.at(2);
    expect(read).toEqual([2]);
  });
});
