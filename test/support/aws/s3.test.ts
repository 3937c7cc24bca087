import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type Aws, startAws } from './emulators.ts';

let aws: Aws;
let s3: S3Client;
let Bucket: string;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  s3 = new S3Client();
  Bucket = aws.bucket;
});
beforeEach(() => void (aws.violations.length = 0));
afterAll(() => aws.close());

const put = (Key: string, Body: string | Buffer, more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string) => {
  const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), Metadata };
};

test('Of twenty writers of one new key, one wins and nineteen hear 412; the winner is what is read.', async () => {
  const writers = Array.from({ length: 20 }, async (_, n) => {
    await put('race/a', `writer ${n}`, { IfNoneMatch: '*' });
    return `writer ${n}`;
  });
  const outcomes = await Promise.allSettled(writers);
  const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const lost = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason.name + outcome.reason.$metadata.httpStatusCode] : [],
  );
  expect(lost).toEqual(Array.from({ length: 19 }, () => 'PreconditionFailed412'));
  expect((await get('race/a')).bytes.toString()).toBe(won[0]);
  await put('race/a', 'overwritten');
  expect((await get('race/a')).bytes.toString()).toBe('overwritten');
  aws.assertHonest();
});

test('A key that was deleted is new again.', async () => {
  await put('again', 'first', { IfNoneMatch: '*' });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'again' }));
  await put('again', 'second', { IfNoneMatch: '*' });
  expect((await get('again')).bytes.toString()).toBe('second');
});

test('Metadata comes back with GET and HEAD, goes along with a copy, and has 2 KB.', async () => {
  const Metadata = { envelope: Buffer.from(randomBytes(1400)).toString('base64') };
  await put('meta/a b+ü.eml', 'x', { Metadata });
  await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'meta/copy',
      CopySource: `${Bucket}/${encodeURIComponent('meta/a b+ü.eml')}`,
    }),
  );
  expect(await get('meta/copy')).toEqual({ bytes: Buffer.from('x'), Metadata });
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'meta/a b+ü.eml' }))).Metadata).toEqual(Metadata);
  expect((await aws.objects()).get('meta/copy')?.metadata).toEqual(Metadata);
  expect(aws.calls.find(({ operation }) => operation === 'CopyObject')).toMatchObject({
    target: `${Bucket}/meta/copy`,
    source: `${Bucket}/meta/a b+ü.eml`,
  });
  await expect(put('meta/large', 'x', { Metadata: { envelope: 'a'.repeat(2041) } })).rejects.toMatchObject({
    name: 'MetadataTooLarge',
  });
  await put('meta/just', 'x', { Metadata: { envelope: 'a'.repeat(2040) } });
  aws.assertHonest();
});

test('What is not there is NoSuchKey, also as the source of a copy.', async () => {
  await expect(get('missing')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({ name: 'NotFound' });
  const copy = new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/missing` });
  await expect(s3.send(copy)).rejects.toMatchObject({ name: 'NoSuchKey' });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'missing' }));
  aws.assertHonest();
});

test('An upload in parts is seen when it is completed, once; an aborted one never.', async () => {
  const bytes = randomBytes(6 * 1024 * 1024);
  const Key = 'parts/a';
  const upload = async (more: object) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { kind: 'large' } }));
    const Parts: object[] = [];
    for (const [n, Body] of [bytes.subarray(0, 5 * 1024 * 1024), bytes.subarray(5 * 1024 * 1024)].entries()) {
      const { ETag, ChecksumCRC32 } = await s3.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: n + 1, Body }),
      );
      Parts.push({ ETag, ChecksumCRC32, PartNumber: n + 1 });
    }
    return new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more });
  };
  const [one, two] = [await upload({ IfNoneMatch: '*' }), await upload({ IfNoneMatch: '*' })];
  await expect(get(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  const outcomes = await Promise.allSettled([s3.send(one), s3.send(two)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((await get(Key)).bytes.equals(bytes)).toBe(true);
  expect((await get(Key)).Metadata).toEqual({ kind: 'large' });

  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts/b' }));
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'parts/b', UploadId }));
  const late = new UploadPartCommand({ Bucket, Key: 'parts/b', UploadId, PartNumber: 1, Body: 'late' });
  await expect(s3.send(late)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  aws.assertHonest();
});

test('A stream with its checksum behind it is taken, and a body that is not what its checksum says is not.', async () => {
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'stream',
      Body: Readable.from([Buffer.from('one '), Buffer.from('two')]),
      ContentLength: 7,
    }),
  );
  expect((await get('stream')).bytes.toString()).toBe('one two');
  await expect(put('wrong', 'x', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
  aws.assertHonest();
});

test('A listing has its prefix, its start and its pages.', async () => {
  await Promise.all(['c', 'a', 'b'].map((name) => put(`list/${name}`, name)));
  const list = async (more: object) => s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...more }));
  expect((await list({ StartAfter: 'list/a' })).Contents?.map(({ Key }) => Key)).toEqual(['list/b', 'list/c']);
  const { NextContinuationToken, Contents } = await list({ MaxKeys: 2 });
  const rest = await list({ MaxKeys: 2, ContinuationToken: NextContinuationToken });
  expect([...(Contents ?? []), ...(rest.Contents ?? [])].map(({ Key }) => Key)).toEqual(['list/a', 'list/b', 'list/c']);
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'list/a' }, { Key: 'list/b' }] } }));
  expect((await list({})).KeyCount).toBe(1);
  aws.assertHonest();
});

test.each([
  ['If-Match', () => put('a', 'x', { IfMatch: 'etag' })],
  ['If-None-Match of a tag', () => put('a', 'x', { IfNoneMatch: '"etag"' })],
  ['tags', () => put('a', 'x', { Tagging: 'a=b' })],
  ['encryption', () => put('a', 'x', { ServerSideEncryption: 'aws:kms' })],
  ['storage class', () => put('a', 'x', { StorageClass: 'STANDARD_IA' })],
  ['PutObjectTagging', () => s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet: [] } }))],
  ['a version', () => s3.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: '1' }))],
  ['If-Match of a deletion', () => s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', IfMatch: 'etag' }))],
])('What would only be pretended fails: %s.', async (_, pretend) => {
  await expect(pretend()).rejects.toMatchObject({ $metadata: { httpStatusCode: 501, attempts: 1 } });
  expect(aws.violations).toHaveLength(1);
  expect(() => aws.assertHonest()).toThrow(/s3 /);
});
