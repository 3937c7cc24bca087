/** A name server of a few lines, for tests: RFC 1035 section 4 by hand, on 127.0.0.1. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What to say to a question: resource data of one type, a response code, or nothing at all. */
export type Reply = { ttl: number; rdata: Buffer[] } | { rcode: number } | 'silence';

export interface NameServer {
  address: string;
  /** The questions that came, `name type-number`. */
  asked: string[];
  close(): Promise<void>;
}

export const rcode = { nameError: 3, refused: 5, serverFailure: 2 } as const;

export async function startNameServer(reply: (name: string, type: number) => Reply): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (packet, from) => {
    const { name, type, end } = readQuestion(packet);
    asked.push(`${name} ${type}`);
    const answer = reply(name, type);
    if (answer === 'silence') return;
    socket.send(encode(packet, end, type, answer), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

export const rdata = {
  a: (...octets: number[]): Buffer => Buffer.from(octets),
  txt: (...strings: string[]): Buffer =>
    Buffer.concat(strings.map((text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]))),
};

function readQuestion(packet: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet.readUInt8(at); length > 0; length = packet.readUInt8(at)) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

function encode(question: Buffer, end: number, type: number, answer: Exclude<Reply, 'silence'>): Buffer {
  const rdata = 'rcode' in answer ? [] : answer.rdata;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | ('rcode' in answer ? answer.rcode : 0), 2);
  header.writeUInt16BE(rdata.length, 6);
  header.writeUInt32BE(0, 8);
  const records = rdata.map((data) => {
    const fixed = Buffer.alloc(12);
    fixed.writeUInt16BE(0xc00c, 0);
    fixed.writeUInt16BE(type, 2);
    fixed.writeUInt16BE(1, 4);
    fixed.writeUInt32BE('ttl' in answer ? answer.ttl : 0, 6);
    fixed.writeUInt16BE(data.length, 10);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([header, question.subarray(12, end), ...records]);
}
