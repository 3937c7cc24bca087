import { describe, expect, it } from 'vitest';

import { readScanReply, readVersion } from './reply.ts';

describe('a scan reply', () => {
  it.each([
    ['stream: OK', { kind: 'clean' }],
    ['stream: Eicar-Signature FOUND', { kind: 'found', signature: 'Eicar-Signature' }],
    ['stream: A.B-1.UNOFFICIAL FOUND', { kind: 'found', signature: 'A.B-1.UNOFFICIAL' }],
    ['stream: Heuristics.Encrypted.Zip FOUND', { kind: 'encrypted', text: 'Heuristics.Encrypted.Zip' }],
    [
      'stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND',
      { kind: 'limit', text: 'Heuristics.Limits.Exceeded.MaxRecursion' },
    ],
    ['INSTREAM size limit exceeded. ERROR', { kind: 'limit', text: 'INSTREAM size limit exceeded. ERROR' }],
    ["stream: Can't allocate memory ERROR", { kind: 'trouble', text: "stream: Can't allocate memory ERROR" }],
    [
      "INSTREAM: Can't write to temporary file. ERROR",
      { kind: 'trouble', text: "INSTREAM: Can't write to temporary file. ERROR" },
    ],
    ['stream: Malformed file ERROR', { kind: 'error', text: 'stream: Malformed file ERROR' }],
  ])('%s', (reply, verdict) => {
    expect(readScanReply(reply)).toEqual(verdict);
  });

  it.each([
    '',
    'OK',
    'stream: ok',
    'stream: OK ',
    'stream:  FOUND',
    'stream: FOUND',
    'other: OK',
    'stream: OK\nstream: OK',
  ])('never takes %j for clean', (reply) => {
    expect(readScanReply(reply).kind).toBe('error');
  });
});

describe('a version reply', () => {
  it('is engine and signature set', () => {
    expect(readVersion('ClamAV 1.4.6/27800/Mon Nov 23 09:00:00 2026')).toBe('ClamAV 1.4.6/27800');
    expect(readVersion('ClamAV 1.4.6')).toBe('ClamAV 1.4.6');
  });

  it('of another program is none', () => {
    expect(readVersion('220 mail.example ESMTP')).toBeUndefined();
    expect(readVersion('ClamAV')).toBeUndefined();
  });
});
