/** Reads the conformance suites beside the checkout, where they are: nothing that their authors expect may be lost, nothing may throw. */
import { execFileSync } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { afterAll, describe, expect, it } from 'vitest';

import { Opened, type OpenedMessage } from '#core/message/open/opened.ts';
import { openMessage } from '#core/message/open/open.ts';
import { sameButForBlanks } from '#core/message/open/same.ts';
import { noTools } from '#core/message/open/test-support.ts';

const archive = join(import.meta.dirname, '../../../shared/corpora/conformance-mime.tar.gz');
const present = existsSync(archive);
if (!present) console.warn('test/corpus/mime: SKIPPED, there is no ../shared/corpora/conformance-mime.tar.gz');

const folder = present ? unpack() : '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function unpack(): string {
  const into = mkdtempSync(join(tmpdir(), 'mime-'));
  execFileSync('tar', ['-xzf', archive, '-C', into]);
  return into;
}

function filesUnder(path: string): string[] {
  const found = readdirSync(path, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const open = (path: string): Promise<OpenedMessage> => openMessage('test', readFileSync(path), noTools);

describe.skipIf(!present)('the MIME conformance suites', () => {
  it('are opened without a throw, in the shape of Opened', { timeout: 120_000 }, async () => {
    const files = filesUnder(folder);
    expect(files.length).toBeGreaterThan(2000);
    for (const file of files) {
      const { opened } = await open(file);
      expect(Opened.safeParse(opened).error, file).toBeUndefined();
    }
  });

  it('of Apache James lose no decoded part', { timeout: 60_000 }, async () => {
    const messages = filesUnder(join(folder, 'james-mime4j/core')).filter((file) => file.endsWith('.msg'));
    const lost: string[] = [];
    for (const file of messages) lost.push(...(await lostByJames(file)));
    expect(messages.length).toBeGreaterThan(50);
    expect(lost.sort((a, b) => a.localeCompare(b))).toEqual(jamesDiffers);
  });

  it('of Stalwart lose no part, name or text', { timeout: 60_000 }, async () => {
    const messages = filesUnder(join(folder, 'stalwart-mail-parser/eml')).filter((file) => file.endsWith('.eml'));
    const lost: string[] = [];
    for (const file of messages) lost.push(...(await lostByStalwart(file)));
    expect(messages.length).toBeGreaterThan(100);
    expect(lost.sort((a, b) => a.localeCompare(b))).toEqual(stalwartDiffers);
  });
});

/** Where we differ from James, and why we may. */
const jamesDiffers = [
  // Base64 cut off within a group, or followed by garbage: James drops the odd bytes that mailparser, postal-mime and we keep.
  'james-mime4j/core/mimetools-testmsgs/frag_decoded_1_2_1_2_1_2_1_2.bin',
  'james-mime4j/core/mimetools-testmsgs/multi-frag_decoded_1_3_2.bin',
  // A header section that turns into a body: James puts line ends or leaves out lines there; we keep both readings whole.
  'james-mime4j/core/testmsgs/malformedHeaderStartsBody-nocrlfcrlf_decoded_1.txt',
  'james-mime4j/core/testmsgs/malformedHeaderStartsBody-noheader_decoded_1.txt',
];

/** Where we differ from Stalwart, and why we may. */
const stalwartDiffers = [
  // It decodes 8-bit text without a charset as UTF-8 with replacement characters, and leaves uuencode as it is.
  'legacy/026.eml: text begin 600 HasenundF',
  'legacy/052.eml: text Die Hasen und die F',
  // Its inner multipart swallows the delimiter of the outer one (against RFC 2046 section 5.1.2).
  'malformed/009.eml: text 22 --1 Content-Type',
  'malformed/011.eml: text 22 --1 Content-Type',
  'malformed/012.eml: text 22 --1 Content-Type',
  // It goes on with an inner multipart that an outer delimiter has ended.
  'malformed/016.eml: text 22',
  'malformed/016.eml: text 333',
  'malformed/016.eml: text 4444',
  // Base64 that is none, or is followed by words: it gives up and shows the source.
  'rfc/000.eml: text ... base64-encoded',
  'rfc/000.eml: text ... base64-encoded',
  'thirdparty/002.eml: text ?garbage',
  'thirdparty/002.eml: text y t  vaan.',
  // It takes a close delimiter that does not begin a line.
  'thirdparty/005.eml: text invalid',
];

const nameOf = (file: string): string => file.slice(folder.length + 1);

async function lostByJames(file: string): Promise<string[]> {
  const stem = `${file.slice(0, -'.msg'.length)}_decoded_`;
  const expected = filesUnder(join(file, '..')).filter((other) => other.startsWith(stem));
  const found = await open(file);
  return expected.filter((other) => !hasBytes(found, readFileSync(other))).map(nameOf);
}

function hasBytes(found: OpenedMessage, bytes: Uint8Array): boolean {
  if (bytes.length === 0) return true;
  return found.opened.parts.some(({ n }) => sameButForBlanks(found.bytes(n) ?? Buffer.alloc(0), bytes));
}

const Body = z.union([
  z.object({ Text: z.string() }),
  z.object({ Html: z.string() }),
  z.object({ Binary: z.array(z.number()) }),
  z.object({ InlineBinary: z.array(z.number()) }),
  z.object({ Message: z.unknown() }),
  z.object({ Multipart: z.unknown() }),
]);
const Attributes = z.array(z.object({ name: z.string(), value: z.string() })).nullish();
const StalwartMessage = z.object({
  parts: z.array(
    z.object({
      headers: z.array(z.object({ name: z.unknown(), value: z.unknown() })),
      body: Body,
    }),
  ),
});
type StalwartPart = z.infer<typeof StalwartMessage>['parts'][number];

async function lostByStalwart(file: string): Promise<string[]> {
  const expected: unknown = JSON.parse(readFileSync(file.replace(/\.eml$/, '.json'), 'utf8'));
  const found = await open(file);
  const name = nameOf(file).replace('stalwart-mail-parser/eml/', '');
  return lostParts(found, expected).map((lost) => `${name}: ${lost}`);
}

function lostParts(found: OpenedMessage, expected: unknown): string[] {
  return StalwartMessage.parse(expected).parts.flatMap((part) => {
    if ('Message' in part.body) return [...lostName(found, part), ...lostParts(found, part.body.Message)];
    return [...lostName(found, part), ...lostBody(found, part.body)];
  });
}

function lostBody(found: OpenedMessage, body: z.infer<typeof Body>): string[] {
  if ('Text' in body) return hasText(found, body.Text) ? [] : [`text ${excerpt(body.Text)}`];
  if ('Html' in body) return hasText(found, body.Html) ? [] : [`html ${excerpt(body.Html)}`];
  const bytes = 'Binary' in body ? body.Binary : 'InlineBinary' in body ? body.InlineBinary : undefined;
  return bytes === undefined || hasBytes(found, Buffer.from(bytes)) ? [] : [`${bytes.length} bytes`];
}

const excerpt = (text: string): string =>
  text
    .replace(/[^ -~]+/g, ' ')
    .trim()
    .slice(0, 19)
    .trim();

const squeezed = (text: string): string => text.replace(/\s+/g, '');

function hasText(found: OpenedMessage, text: string): boolean {
  return squeezed(text) === '' || found.texts.some((one) => squeezed(one.text) === squeezed(text));
}

function lostName(found: OpenedMessage, { headers }: StalwartPart): string[] {
  const names = headers.flatMap(({ value }) => {
    const parsed = z.object({ ContentType: z.object({ attributes: Attributes }) }).safeParse(value);
    const attributes = parsed.data?.ContentType.attributes ?? [];
    return attributes.filter(({ name }) => name === 'filename' || name === 'name').map((one) => one.value);
  });
  const known = found.opened.parts.flatMap((part) => part.names);
  return names.filter((name) => !known.includes(name)).map((name) => `name ${name}`);
}
