import { describe, expect, it } from 'vitest';

import { sampleSubject } from './sample-subject.ts';
import { innermost, targetsOf } from './targets.ts';

const text = {
  content: 'Hello',
  declaredType: 'text/plain',
  types: [{ by: 'magic', type: 'text/plain', class: 'text' }],
} as const;
const scanned = (...args: Parameters<typeof sampleSubject>) =>
  targetsOf(sampleSubject(...args), () => true).targets.map((t) => t.parts);
const ordinary = { ...text, types: [...text.types] };

describe('what an engine is given', () => {
  it('begins with the whole message', () => {
    const { targets } = targetsOf(sampleSubject('From: a\r\n\r\n'), () => true);
    expect(targets.map((target) => target.parts)).toEqual([[undefined]]);
    expect(Buffer.from(targets[0]?.bytes ?? []).toString()).toBe('From: a\r\n\r\n');
  });

  it('leaves out text that all decoders read alike', () => {
    expect(scanned('x', [ordinary])).toEqual([[undefined]]);
    expect(
      scanned('x', [
        { ...ordinary, declaredType: 'text/html', types: [{ by: 'name', type: 'text/html', class: 'html' }] },
      ]),
    ).toEqual([[undefined]]);
  });

  it.each(['text/rfc822-headers', 'message/delivery-status', 'text/calendar'])('counts %s among it', (declaredType) => {
    expect(scanned('x', [{ ...ordinary, declaredType }])).toEqual([[undefined]]);
  });

  it('gives it all the same where that has a point', () => {
    const { targets } = targetsOf(sampleSubject('x', [ordinary]), (part) => part.declaredType === 'text/html');
    expect(targets.map((target) => target.parts)).toEqual([[undefined], [1]]);
  });

  it.each([
    ['not every decoder saw', { seenBy: ['walker' as const] }],
    ['came out of an archive', { origin: 'archive' as const }],
    ['calls itself something else', { declaredType: 'application/zip' }],
    [
      'has another type too',
      { types: [{ by: 'structure' as const, type: 'application/zip', class: 'archive' as const }] },
    ],
    ['is large', { content: 'x'.repeat(300_000) }],
    ['was cut', { status: 'truncated' as const }],
  ])('gives text that %s', (_, change) => {
    expect(scanned('x', [{ ...ordinary, ...change }])).toEqual([[undefined], [1]]);
  });

  it('leaves out empty parts and containers', () => {
    expect(scanned('x', [{ content: '' }, { content: 'y', declaredType: 'multipart/mixed' }])).toEqual([[undefined]]);
  });

  it('gives equal contents once, and names each part that has it', () => {
    expect(scanned('x', [{ content: 'same' }, { content: 'other' }, { content: 'same' }])).toEqual([
      [undefined],
      [1, 3],
      [2],
    ]);
  });

  it('names parts without bytes, unless their status says it already', () => {
    const parts = [
      {},
      { status: 'encrypted' as const },
      { status: 'unopened' as const },
      { status: 'truncated' as const },
    ];
    expect(targetsOf(sampleSubject('x', parts), () => true).unread).toEqual([1, 4]);
  });

  it('gives a message inside the message', () => {
    expect(scanned('x', [{ content: 'From: b', origin: 'message', declaredType: 'message/rfc822' }])).toEqual([
      [undefined],
      [1],
    ]);
  });
});

describe('equal facts about a part and what is around it', () => {
  const parts = sampleSubject('x', [{ content: 'zip' }, { content: 'inner', parent: 1 }, { content: 'beside' }]).message
    .opened.parts;
  const sighting = (key: string, part?: number) => ({ key, part });

  it('are one, told of the innermost', () => {
    const seen = [sighting('A'), sighting('A', 1), sighting('A', 2)];
    expect(innermost(seen, parts)).toEqual([sighting('A', 2)]);
  });

  it('stay several where they differ or stand side by side', () => {
    const seen = [sighting('B'), sighting('A', 1), sighting('A', 3), sighting('C', 2)];
    expect(innermost(seen, parts)).toEqual(seen);
  });

  it('end where parents run in a circle', () => {
    const circle = parts.map((part) => (part.n === 1 ? { ...part, parent: 2 } : part));
    expect(innermost([sighting('A', 2), sighting('A', 3)], circle)).toEqual([sighting('A', 3)]);
  });
});
