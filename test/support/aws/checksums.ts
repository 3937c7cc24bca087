/** Checksums that the SDK sends with a body, as a header or behind the last chunk: the emulator keeps them, here they are compared. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { Request } from './call.ts';

/** S3's error for a body that is not what its sender says. */
export function checksumTrouble({ headers, body }: Request): string | undefined {
  const chunked = (headers['content-encoding'] ?? '').includes('aws-chunked');
  const { payload, trailers } = chunked ? unchunked(body) : { payload: body, trailers: new Map<string, string>() };
  const said = (name: string): string | undefined => trailers.get(name) ?? (headers[name] as string | undefined);
  const declared = headers['x-amz-decoded-content-length'];
  if (chunked && Number(declared) !== payload.length) return 'IncompleteBody';
  const wrong =
    differs(said('x-amz-checksum-crc32'), () => crcOf(payload)) ||
    differs(said('x-amz-checksum-sha256'), () => createHash('sha256').update(payload).digest('base64')) ||
    differs(said('content-md5'), () => createHash('md5').update(payload).digest('base64'));
  return wrong ? 'BadDigest' : undefined;
}

function differs(said: string | undefined, computed: () => string): boolean {
  return said !== undefined && said !== computed();
}

function crcOf(payload: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(payload));
  return sum.toString('base64');
}

/** `size[;extension] CRLF bytes CRLF ... 0 CRLF name:value CRLF CRLF` */
function unchunked(body: Buffer): { payload: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (end < 0 || !(size > 0)) break;
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  const lines = body.toString('latin1', at).split('\r\n').slice(1);
  const trailers = lines.map((line): [string, string] => [
    line.split(':', 1)[0] ?? '',
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { payload: Buffer.concat(chunks), trailers: new Map(trailers) };
}
