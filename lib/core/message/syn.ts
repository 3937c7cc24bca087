/** Reads the IP and TCP headers of a SYN as the kernel saved them, and says in p0f's notation what they look like. */
import type { Tcp } from './envelope.ts';
import { readTcpOptions, type TcpOptions } from './tcp-options.ts';

interface Ip {
  version: 4 | 6;
  ttl: number;
  /** Bytes of IP options or extension headers. */
  optionsLength: number;
  quirks: string[];
  tcpStart: number;
}

/** Undefined where the bytes are no SYN that can be read. */
export function parseSyn(bytes: Uint8Array): Tcp | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ip = readIp(view);
  if (!ip || ip.tcpStart + 20 > view.byteLength) return undefined;
  const tcp = new DataView(view.buffer, view.byteOffset + ip.tcpStart);
  const headerLength = (tcp.getUint8(12) >> 4) * 4;
  if (headerLength < 20 || ip.tcpStart + headerLength > view.byteLength) return undefined;
  const options = readTcpOptions(new DataView(tcp.buffer, tcp.byteOffset + 20, headerLength - 20));
  const window = tcp.getUint16(14);
  const layout = options.layout.join(',');
  const quirks = [...ip.quirks, ...tcpQuirks(tcp), ...optionQuirks(options)].join(',');
  const initial = initialTtl(ip.ttl);
  const size = `${windowText(window, options.mss)},${options.scale ?? 0}`;
  const system = systemOf(layout, initial, window);
  return {
    // p0f: ver:ttl:olen:mss:wsize,scale:olayout:quirks:pclass
    signature: `${ip.version}:${ip.ttl}+${initial - ip.ttl}:${ip.optionsLength}:${options.mss ?? 0}:${size}:${layout}:${quirks}:0`,
    ttl: ip.ttl,
    ...(options.mss !== undefined && { mss: options.mss }),
    window,
    ...(system && { system }),
  };
}

function readIp(view: DataView): Ip | undefined {
  if (view.byteLength < 1) return undefined;
  const version = view.getUint8(0) >> 4;
  if (version === 4) return readIpv4(view);
  return version === 6 ? readIpv6(view) : undefined;
}

const protocolTcp = 6;

/** RFC 791 section 3.1. */
function readIpv4(view: DataView): Ip | undefined {
  const headerLength = (view.getUint8(0) & 0x0f) * 4;
  if (headerLength < 20 || view.byteLength < headerLength || view.getUint8(9) !== protocolTcp) return undefined;
  const flags = view.getUint8(6) >> 5;
  const dontFragment = (flags & 2) !== 0;
  const identification = view.getUint16(4);
  const quirks = [
    ...(dontFragment ? ['df'] : []),
    ...(dontFragment && identification !== 0 ? ['id+'] : []),
    ...(!dontFragment && identification === 0 ? ['id-'] : []),
    ...((view.getUint8(1) & 3) !== 0 ? ['ecn'] : []),
    ...((flags & 4) !== 0 ? ['0+'] : []),
  ];
  return { version: 4, ttl: view.getUint8(8), optionsLength: headerLength - 20, quirks, tcpStart: headerLength };
}

/** Hop-by-hop, routing, fragment and destination options (RFC 8200 section 4) may stand before TCP. */
const extensionHeaders = new Set([0, 43, 44, 60]);
const maxExtensionHeaders = 8;

function readIpv6(view: DataView): Ip | undefined {
  if (view.byteLength < 40) return undefined;
  let next = view.getUint8(6);
  let at = 40;
  for (let seen = 0; extensionHeaders.has(next) && seen < maxExtensionHeaders; seen++) {
    if (at + 8 > view.byteLength) return undefined;
    const length = next === 44 ? 8 : (view.getUint8(at + 1) + 1) * 8;
    next = view.getUint8(at);
    at += length;
  }
  if (next !== protocolTcp) return undefined;
  const flow = view.getUint32(0) & 0xfffff;
  const quirks = [...(flow !== 0 ? ['flow'] : []), ...((view.getUint8(1) & 0x30) !== 0 ? ['ecn'] : [])];
  return { version: 6, ttl: view.getUint8(7), optionsLength: at - 40, quirks, tcpStart: at };
}

const flag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

function tcpQuirks(tcp: DataView): string[] {
  const flags = tcp.getUint8(13);
  const has = (bits: number): boolean => (flags & bits) !== 0;
  return [
    ...(has(flag.ece | flag.cwr) ? ['ecn'] : []),
    ...(tcp.getUint32(4) === 0 ? ['seq-'] : []),
    ...(!has(flag.ack) && tcp.getUint32(8) !== 0 ? ['ack+'] : []),
    ...(!has(flag.urg) && tcp.getUint16(18) !== 0 ? ['uptr+'] : []),
    ...(has(flag.urg) ? ['urgf+'] : []),
    ...(has(flag.psh) ? ['pushf+'] : []),
  ];
}

function optionQuirks({ timestamp, scale = 0, trailing, malformed }: TcpOptions): string[] {
  return [
    ...(timestamp?.own === 0 ? ['ts1-'] : []),
    ...(timestamp && timestamp.peer !== 0 ? ['ts2+'] : []),
    ...(trailing ? ['opt+'] : []),
    // RFC 7323 section 2.3: 14 is the greatest shift.
    ...(scale > 14 ? ['exws'] : []),
    ...(malformed ? ['bad'] : []),
  ];
}

/** Systems start at one of these, and no path on the Internet is as long as the gaps between them. */
const initialTtl = (ttl: number): number => [32, 64, 128].find((initial) => ttl <= initial) ?? 255;

function windowText(window: number, mss: number | undefined): string {
  return mss && window >= mss && window % mss === 0 ? `mss*${window / mss}` : String(window);
}

/** Families by option layout and initial TTL: `mss,sok,ts,nop,ws` at 64 is every Linux since 2.6, and so on. */
const systems: readonly { layout: string; ttl: number; system: string }[] = [
  { layout: 'mss,sok,ts,nop,ws', ttl: 64, system: 'linux' },
  { layout: 'mss,nop,nop,sok,nop,ws', ttl: 64, system: 'linux' },
  { layout: 'mss,nop,ws,nop,nop,sok', ttl: 128, system: 'windows' },
  { layout: 'mss,nop,ws,sok,ts', ttl: 128, system: 'windows' },
  { layout: 'mss,nop,ws,nop,nop,ts,nop,nop,sok', ttl: 128, system: 'windows' },
  { layout: 'mss,nop,nop,sok', ttl: 128, system: 'windows' },
  { layout: 'mss,nop,ws,nop,nop,ts,sok,eol+1', ttl: 64, system: 'apple' },
  { layout: 'mss,nop,ws,sok,ts', ttl: 64, system: 'freebsd' },
  { layout: 'mss,nop,nop,sok,nop,ws,nop,nop,ts', ttl: 64, system: 'openbsd' },
  { layout: 'sok,ts,mss,nop,ws', ttl: 64, system: 'solaris' },
  { layout: 'mss', ttl: 64, system: 'scanner' },
];

function systemOf(layout: string, ttl: number, window: number): string | undefined {
  const found = systems.find((each) => each.layout === layout && each.ttl === ttl)?.system;
  // A bare MSS and a window of 1024 to 4096 is how port scanners knock; embedded stacks use other windows.
  return found === 'scanner' && (window < 1024 || window > 4096) ? undefined : found;
}
