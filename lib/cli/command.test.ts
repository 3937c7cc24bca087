import { describe, expect, it } from 'vitest';

import { type Command, parseCall, UsageError } from './command.ts';
import { moment } from './commands/log.ts';

const command: Command = {
  usage: '',
  options: { limit: { type: 'string' }, all: { type: 'boolean' }, for: { type: 'string', multiple: true } },
  run: async () => 0,
};
const call = (...args: string[]): ReturnType<typeof parseCall> => parseCall(command, args);

describe('arguments', () => {
  it('are flags and the rest', () => {
    const { flags, positionals } = call('show', '--all', '--limit', '5', 'x', '--for', 'a', '--for', 'b', '--json');
    expect(positionals).toEqual(['show', 'x']);
    expect([flags.on('all'), flags.on('json'), flags.on('help')]).toEqual([true, true, false]);
    expect(flags.whole('limit')).toBe(5);
    expect(flags.texts('for')).toEqual(['a', 'b']);
    expect(flags.text('nothing')).toBeUndefined();
  });

  it.each([
    [['--colour', 'red'], /^Unknown option '--colour'/],
    [['--limit'], /'--limit <value>' argument missing/],
    [['--all=1'], /'--all' does not take an argument/],
  ])('%j are explained', (args, sentence) => {
    expect(() => call(...args)).toThrow(UsageError);
    expect(() => call(...args)).toThrow(sentence);
  });

  it.each(['0', '-1', '1.5', 'x', '1e99'])('--limit %s is no count', (given) => {
    expect(() => call(`--limit=${given}`).flags.whole('limit')).toThrow(/--limit takes a whole number from 1 up, not/);
  });
});

describe('a moment', () => {
  const now = Date.UTC(2026, 10, 24, 12);
  it.each([
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T15:00', Date.UTC(2026, 10, 24, 15)],
    ['2026-11-24T15:00Z', Date.UTC(2026, 10, 24, 15)],
    ['2026-11-24T15:00+02:00', Date.UTC(2026, 10, 24, 13)],
    ['30m', Date.UTC(2026, 10, 24, 11, 30)],
    ['12h', Date.UTC(2026, 10, 24)],
    ['7d', Date.UTC(2026, 10, 17, 12)],
    [undefined, undefined],
  ])('%s', (given, at) => {
    expect(moment(given, 'since', now)).toBe(at);
  });

  it.each(['yesterday', '7w', '2026-13-01', '', '-5m'])('%j is none', (given) => {
    expect(() => moment(given, 'since', now)).toThrow(/^--since takes a date such as/);
  });
});
