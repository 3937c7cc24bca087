import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseSyn } from './syn.ts';

const hex = (...text: string[]): Buffer => Buffer.from(text.join('').replace(/\s/g, ''), 'hex');

/** Version, header length, TOS, total length, identification, don't fragment, TTL, TCP, addresses. */
const ipv4 = (ttl: string, id = '1c46'): string => `4500 003c ${id} 4000 ${ttl}06 0000 c6336407 c0000201`;
const ipv6 = (next: string): string =>
  `6000 0000 0028 ${next}40 20010db8000000000000000000000001 20010db8000000000000000000000002`;

/** Ports, sequence number, no acknowledgement, header length, SYN, window, checksum, urgent pointer. */
const tcp = (length: string, window: string): string => `d431 0019 12345678 00000000 ${length}02 ${window} 0000 0000`;

const linux = '0204 05b4 0402 080a 0099aabb 00000000 01 030307';
const windows = '0204 05b4 01 030308 01 01 0402';
const apple = '0204 05b4 01 030306 01 01 080a 0099aabb 00000000 0402 00 00';

describe('a SYN', () => {
  it('of Linux, four hops away', () => {
    expect(parseSyn(hex(ipv4('3c'), tcp('a0', 'faf0'), linux))).toEqual({
      signature: '4:60+4:0:1460:mss*44,7:mss,sok,ts,nop,ws:df,id+:0',
      ttl: 60,
      mss: 1460,
      window: 64240,
      system: 'linux',
    });
  });

  it('of Windows 10', () => {
    expect(parseSyn(hex(ipv4('76'), tcp('80', 'faf0'), windows))).toMatchObject({
      signature: '4:118+10:0:1460:mss*44,8:mss,nop,ws,nop,nop,sok:df,id+:0',
      system: 'windows',
    });
  });

  it('of macOS', () => {
    expect(parseSyn(hex(ipv4('40', '0000'), tcp('b0', 'ffff'), apple))).toMatchObject({
      signature: '4:64+0:0:1460:65535,6:mss,nop,ws,nop,nop,ts,sok,eol+1:df:0',
      system: 'apple',
    });
  });

  it('over IPv6, and behind an extension header', () => {
    const plain = parseSyn(hex(ipv6('06'), tcp('a0', 'fde8'), linux));
    expect(plain).toMatchObject({ signature: '6:64+0:0:1460:65000,7:mss,sok,ts,nop,ws::0', system: 'linux' });
    const extended = parseSyn(hex(ipv6('3c'), '0600 010400000000', tcp('a0', 'fde8'), linux));
    expect(extended?.signature).toBe('6:64+0:8:1460:65000,7:mss,sok,ts,nop,ws::0');
  });

  it('of a port scanner', () => {
    expect(parseSyn(hex(ipv4('31'), tcp('60', '0400'), '0204 05b4'))?.system).toBe('scanner');
  });

  it('with oddities', () => {
    const odd = 'd431 0019 00000000 00000001 700a 0100 0000 0005 0300 0000';
    // Zero sequence number, acknowledgement without ACK, urgent pointer without URG, PSH, a broken option.
    expect(parseSyn(hex(ipv4('40'), odd, '00000000'))?.signature).toBe(
      '4:64+0:0:0:256,0::df,id+,seq-,ack+,uptr+,pushf+,bad:0',
    );
  });
});

describe('what is no SYN', () => {
  it.each([
    ['nothing', ''],
    ['UDP', ipv4('40').replace('4006', '4011') + tcp('50', 'ffff')],
    ['an IP header alone', ipv4('40')],
    ['an IP header that is cut', ipv4('40').slice(0, 20)],
    ['a TCP header longer than the packet', ipv4('40') + tcp('f0', 'ffff')],
    ['a TCP header shorter than itself', ipv4('40') + tcp('40', 'ffff')],
    ['version 5', '5500'],
    ['IPv6 with headers without end', ipv6('00') + '0000000000000000'.repeat(40)],
  ])('%s is undefined', (_what, text) => {
    expect(parseSyn(hex(text))).toBeUndefined();
  });

  it('never throws, whatever comes', () => {
    const header = fc.constantFrom(hex(ipv4('40')), hex(ipv6('06')), hex(ipv6('00')), Buffer.alloc(0));
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 80 }), (start, rest) => {
        const tcp = parseSyn(Buffer.concat([start, rest]));
        expect(tcp === undefined || tcp.signature.split(':').length === 8).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
