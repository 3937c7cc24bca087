/**
 * The SYN of a connection, from Linux (tcp(7): TCP_SAVE_SYN, TCP_SAVED_SYN). Where koffi or the kernel do not give it there is
 * none, and nothing else changes.
 */
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import type { Server, Socket } from 'node:net';

import type { Tcp } from '#core/message/envelope.ts';
import { parseSyn } from '#core/message/syn.ts';

interface SocketCalls {
  setsockopt(fd: number, level: number, option: number, value: Buffer, length: number): number;
  getsockopt(fd: number, level: number, option: number, value: Buffer, length: Buffer): number;
}

const ipProtoTcp = 6;
const tcpSaveSyn = 27;
const tcpSavedSyn = 28;
/** 60 bytes of IPv4 header or 40 of IPv6 with extension headers, and 60 of TCP. */
const maxSyn = 512;

let loaded: SocketCalls | false | undefined;

/** Call after `listen`; true when the SYNs of later connections can be read. */
export function saveSyn(server: Server): boolean {
  const calls = socketCalls();
  const fd = descriptorOf(server);
  if (!calls || fd === undefined) return false;
  const on = Buffer.alloc(4);
  on.writeInt32LE(1);
  return calls.setsockopt(fd, ipProtoTcp, tcpSaveSyn, on, on.length) === 0;
}

/** Call in the connection callback; the kernel gives it once. */
export function readSyn(socket: Socket): Tcp | undefined {
  const calls = socketCalls();
  const fd = descriptorOf(socket);
  if (!calls || fd === undefined) return undefined;
  const bytes = Buffer.alloc(maxSyn);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(maxSyn);
  if (calls.getsockopt(fd, ipProtoTcp, tcpSavedSyn, bytes, length) !== 0) return undefined;
  return parseSyn(bytes.subarray(0, length.readUInt32LE()));
}

function socketCalls(): SocketCalls | undefined {
  loaded ??= load() ?? false;
  return loaded || undefined;
}

function load(): SocketCalls | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // Loaded by hand: its native part may be missing for this machine, and mail must flow without it.
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const libc = koffi.load('libc.so.6');
    return {
      setsockopt: libc.func('int setsockopt(int, int, int, void *, uint32_t)'),
      getsockopt: libc.func('int getsockopt(int, int, int, void *, void *)'),
    };
  } catch {
    return undefined;
  }
}

/** Node has no public way to a socket's descriptor. */
function descriptorOf(owner: Server | Socket): number | undefined {
  const handle: unknown = Reflect.get(owner, '_handle');
  const fd: unknown = handle && typeof handle === 'object' ? Reflect.get(handle, 'fd') : undefined;
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}
