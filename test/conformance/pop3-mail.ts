/** Messages that a POP3 server or client may get wrong, and what must arrive (RFC 1939 section 3): lines end with CRLF, the last one too. */

export interface Awkward {
  name: string;
  stored: Buffer;
  arrives: Buffer;
}

const head = 'From: tom@example.test\r\nSubject: a test\r\n\r\n';
const bytesFrom = (first: number): Buffer => Buffer.from(Array.from({ length: 256 - first }, (_, n) => first + n));

function same(name: string, body: string | Buffer): Awkward {
  const stored = Buffer.concat([Buffer.from(head), Buffer.from(body)]);
  return { name, stored, arrives: stored };
}

function changed(name: string, stored: string, arrives: string): Awkward {
  return { name, stored: Buffer.from(stored), arrives: Buffer.from(arrives) };
}

export const awkwardMail: readonly Awkward[] = [
  same('plain', 'Hello\r\n'),
  same('dots at the start of lines', '.\r\n..\r\n.a\r\n...\r\n .\r\nend.\r\n.\r\n'),
  same('every octet from 0x80', Buffer.concat([bytesFrom(0x80), Buffer.from('\r\n')])),
  same('a line of 100,000 octets', `${'x'.repeat(100_000)}\r\n.${'y'.repeat(65_536)}\r\n`),
  same('empty lines at the end', 'x\r\n\r\n\r\n'),
  same('no body', ''),
  changed('no line end at the end', `${head}the end`, `${head}the end\r\n`),
  changed('a lone dot without its line end', `${head}.`, `${head}.\r\n`),
  changed('bare line feeds', `${head}a\n.\nb\n`, `${head}a\r\n.\r\nb\r\n`),
];

export const emptyMail: Awkward = changed('nothing at all', '', '');
