/**
 * S3: fauxqs, with what it lacks done here. `If-None-Match: *` is enforced, one write of a key after the other; checksums are compared;
 * metadata has its 2 KB. What is on none of the lists below would be taken and ignored, so it fails.
 */
import type { Answer, Asked, Request, Room } from './call.ts';
import { checksumTrouble } from './checksums.ts';
import { ask, type Fauxqs } from './fauxqs.ts';
import { createKeyed } from './keyed.ts';
import { element, requestId, xml } from './wire.ts';

interface Rule {
  write?: true;
  query?: readonly string[];
  /** Headers that change what is done. */
  headers?: readonly string[];
}

const checksums = [
  'x-amz-checksum-crc32',
  'x-amz-checksum-sha256',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
];

const rules: Record<string, Rule> = {
  PutObject: { write: true, headers: ['if-none-match', 'x-amz-meta-', ...checksums] },
  CopyObject: { write: true, headers: ['x-amz-copy-source', 'x-amz-metadata-directive', 'x-amz-meta-'] },
  GetObject: { headers: ['range', 'if-none-match', 'x-amz-checksum-mode'] },
  HeadObject: { headers: ['x-amz-checksum-mode'] },
  DeleteObject: { write: true },
  DeleteObjects: { write: true, query: ['delete'], headers: checksums },
  CreateMultipartUpload: { write: true, query: ['uploads'], headers: ['x-amz-meta-', 'x-amz-checksum-algorithm'] },
  UploadPart: { write: true, query: ['uploadId', 'partNumber'], headers: checksums },
  CompleteMultipartUpload: { write: true, query: ['uploadId'], headers: ['if-none-match'] },
  AbortMultipartUpload: { write: true, query: ['uploadId'] },
  ListObjectsV2: { query: ['list-type', 'prefix', 'delimiter', 'max-keys', 'start-after', 'continuation-token'] },
  HeadBucket: {},
};

const neutral = ['x-amz-date', 'x-amz-content-sha256', 'x-amz-user-agent', 'x-amz-security-token'];
/** The emulator's own limit on a body. */
const mostBytes = 11 * 1024 * 1024;
/** AWS: names and values of user-defined metadata, together. */
const mostMetadata = 2048;

export function s3Room(fauxqs: Fauxqs): Room {
  const keyed = createKeyed();
  const room: Room = {
    service: 's3',
    read(request) {
      const operation = operationOf(request);
      const source = request.headers['x-amz-copy-source'];
      return {
        operation,
        target: decodeURIComponent(request.path.slice(1)).replace(/\/$/, ''),
        write: rules[operation]?.write ?? false,
        ...(source && { source: decodeURIComponent(String(source)).replace(/^\//, '') }),
      };
    },
    pretends: pretended,
    async answer(request, { operation, target, write }) {
      const trouble = checksumTrouble(request) ?? metadataTrouble(request);
      if (trouble) return room.refusal(400, trouble, trouble);
      if (!write) return checkedList(operation, await ask(fauxqs, request));
      return keyed(target, async () => ((await taken(fauxqs, request)) ? precondition(room) : ask(fauxqs, request)));
    },
    refusal: (status, code, message) =>
      xml(
        `<Error>${element('Code', code)}${element('Message', message)}${element('RequestId', requestId())}</Error>`,
        status,
      ),
  };
  return room;
}

function operationOf({ method, path, query, headers }: Request): string {
  const onKey = path.slice(1).replace(/\/$/, '').includes('/');
  // Names without the value: a subresource that is on no list makes an operation that is on none.
  const asked = [...query.keys()].filter((name) => name !== 'x-id');
  if (!onKey) return bucketOperation(method, query);
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
  if (method === 'POST' && query.has('uploadId')) return 'CompleteMultipartUpload';
  if (method === 'PUT' && query.has('uploadId')) return headers['x-amz-copy-source'] ? 'UploadPartCopy' : 'UploadPart';
  if (method === 'DELETE' && query.has('uploadId')) return 'AbortMultipartUpload';
  if (asked.length > 0) return `${method} ?${asked.join('&')}`;
  if (method === 'PUT') return headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
  return { GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}

function bucketOperation(method: string, query: URLSearchParams): string {
  if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
  if (method === 'POST' && query.has('delete')) return 'DeleteObjects';
  if (method === 'HEAD') return 'HeadBucket';
  return `${method} of the bucket ?${[...query.keys()].join('&')}`;
}

function pretended({ query, headers, body }: Request, { operation }: Asked): string | undefined {
  const rule = rules[operation];
  if (!rule) return 'not done here';
  if (body.length > mostBytes) return 'the emulator takes no more than 11 MiB in one request';
  const foreign = [...query.keys()].filter((name) => name !== 'x-id' && !rule.query?.includes(name));
  for (const name of Object.keys(headers)) {
    const decides = name.startsWith('x-amz-') || name.startsWith('if-') || name === 'range' || name === 'expires';
    if (
      decides &&
      !neutral.includes(name) &&
      !rule.headers?.some((known) => name === known || (known.endsWith('-') && name.startsWith(known)))
    )
      foreign.push(name);
  }
  if (foreign.length > 0) return `would ignore ${foreign.join(', ')}`;
  const wanted = headers['if-none-match'];
  return rule.write && wanted !== undefined && wanted !== '*' ? 'If-None-Match of a write takes * only' : undefined;
}

function metadataTrouble({ headers }: Request): string | undefined {
  const named = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = named.reduce(
    (sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + Buffer.byteLength(String(value)),
    0,
  );
  return size > mostMetadata ? 'MetadataTooLarge' : undefined;
}

async function taken(fauxqs: Fauxqs, { headers, path }: Request): Promise<boolean> {
  if (headers['if-none-match'] === undefined) return false;
  const { status } = await ask(fauxqs, {
    method: 'HEAD',
    url: path,
    headers: { host: '127.0.0.1' },
    body: Buffer.alloc(0),
  });
  return status === 200;
}

function precondition(room: Room): Answer {
  return room.refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
}

/** The emulator sorts as a dictionary does and continues as bytes do: over several pages that agrees only on these letters. */
function checkedList(operation: string, answer: Answer): Answer {
  if (operation !== 'ListObjectsV2') return answer;
  const listing = answer.body.toString();
  const keys = [...listing.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? '');
  const strange = keys.find((key) => !/^[0-9a-z./-]*$/.test(key));
  if (strange && listing.includes('<IsTruncated>true'))
    throw new Error(`the emulator's order of ${strange} is not that of S3`);
  return answer;
}
