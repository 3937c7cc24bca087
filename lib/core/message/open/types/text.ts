/** What a text is, from how it begins: strong signs only, because mail is full of people who talk about scripts. */
import type { NamedType } from './extensions.ts';

const sample = 4096;
/** How much of it the signs of a beginning are looked for in. */
const lookedAt = 1024;
/** Texts beyond this are judged by their beginning. */
const shown = 64 * 1024;

/** No control characters but those that texts have (WHATWG MIME sniffing section 7.2's binary data bytes), or a UTF-16 mark. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (utf16(bytes)) return true;
  const end = Math.min(bytes.length, sample);
  for (let i = 0; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 32 && (byte <= 8 || byte === 0x0b || (byte >= 0x0e && byte !== 0x1b))) return false;
  }
  return true;
}

function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** The type of a text beyond being one. */
export function textTypes(bytes: Uint8Array): NamedType[] {
  const text = beginning(bytes, sample).trimStart();
  const start = text.startsWith('<') ? fromFirstTag(text) : text.slice(0, lookedAt);
  const found = startsLike.filter(
    (sign) => sign.start.test(start) && (sign.also?.test(beginning(bytes, shown)) ?? true),
  );
  if (found.length === 0 && /^<\?xml\s/i.test(text)) return [{ type: 'application/xml', class: 'text' }];
  return found.map((sign) => sign.is);
}

function beginning(bytes: Uint8Array, length: number): string {
  const part = bytes.subarray(0, length);
  const encoding = utf16(bytes);
  if (encoding) return new TextDecoder(encoding).decode(part);
  const text = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
  return text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(3) : text;
}

/** What may stand in front of the first tag and says nothing about it; `<!doctype html` does, and stays. */
const prologs: [start: RegExp, end: string][] = [
  [/^<\?xml\s/i, '>'],
  [/^<!--/, '-->'],
  [/^<!doctype\s+svg/i, '>'],
];
const maxPrologs = 20;

function fromFirstTag(text: string): string {
  let rest = text;
  for (let skipped = 0; skipped < maxPrologs; skipped++) {
    const prolog = prologs.find(([start]) => start.test(rest));
    const end = prolog ? rest.indexOf(prolog[1], 4) : -1;
    if (!prolog || end < 0) break;
    rest = rest.slice(end + prolog[1].length).trimStart();
  }
  return rest.slice(0, lookedAt);
}

interface Sign {
  start: RegExp;
  also?: RegExp;
  is: NamedType;
}

const script = (type: string): NamedType => ({ type, class: 'script' });
const javascriptHost =
  /\bActiveXObject\s?\(|\bWScript\s?\.|\bGetObject\s?\(\s?["']script:|\beval\s?\(\s?(?:function|unescape|String\.fromCharCode)/;
const basicHost = /\bCreateObject\s?\(|\bWScript\s?\.|\bGetObject\s?\(|\bExecuteGlobal\b/i;
const powerShellHost =
  /\bInvoke-Expression\b|\bIEX\b|\bNew-Object\s|\bInvoke-WebRequest\b|\bStart-Process\b|\[System\.|\bFromBase64String\b|\bAdd-Type\b|\bSet-ExecutionPolicy\b/i;

const startsLike: Sign[] = [
  {
    start:
      /^(?:<!--[^>]{0,500}-->\s{0,100})?<(?:!doctype\s+html|html|head|body|script|iframe|table|div|style|title|meta|a\s|br|p|img|font|center|h1|svg\s[^>]{0,500}>\s{0,50}<foreignobject)[\s>/]?/i,
    is: { type: 'text/html', class: 'html' },
  },
  { start: /^<svg[\s>/]/i, is: { type: 'image/svg+xml', class: 'image' } },
  {
    start: /^<svg[\s>/]/i,
    also: /<script[\s>/]|<foreignobject[\s>]|\son[a-z]{3,20}\s?=|(?:href|src)\s?=\s?["']?\s?javascript:/i,
    is: script('image/svg+xml'),
  },
  { start: /<hta:application[\s>/]/i, is: script('application/hta') },
  {
    start: /^<(?:job|package)[\s>]/i,
    also: /<script[\s>]/i,
    is: script('application/x-windows-script'),
  },
  {
    start: /^<(?:\?component|component|scriptlet)[\s>]/i,
    is: script('application/x-windows-script'),
  },
  { start: /^<\?php\b/i, is: script('application/x-php') },
  { start: /^#!\s?\/[^\n]{0,100}/, is: script('application/x-sh') },
  { start: /^@?echo\s+off\b/i, is: script('application/x-bat') },
  {
    start: /^(?:@|rem\s|setlocal\b|cmd(?:\.exe)?\s|start\s)/i,
    also: /(?:^|\n)@?(?:powershell|cmd|certutil|mshta|wscript|cscript|bitsadmin)(?:\.exe)?\s/i,
    is: script('application/x-bat'),
  },
  { start: /^powershell(?:\.exe)?\s+-/i, is: script('application/x-powershell') },
  {
    start: /^(?:\$[a-z_]\w{0,60}\s?=|param\s?\(|function\s+[\w-]{1,60}\s?\{|iex\b|invoke-|set-executionpolicy|\[|#)/i,
    also: powerShellHost,
    is: script('application/x-powershell'),
  },
  {
    start: /^(?:var|let|const|function|try|eval|this|new|\(function|!function|\/\/|\/\*|[a-z_$][\w$]{0,60}\s?=)/i,
    also: javascriptHost,
    is: script('text/javascript'),
  },
  {
    start:
      /^(?:dim|set|option\s+explicit|on\s+error\s+resume|const|function|sub|private|public|'|rem\s|[a-z]\w{0,60}\s?=)/i,
    also: basicHost,
    is: script('text/vbscript'),
  },
  { start: /^windows registry editor version 5\.00|^regedit4\s/i, is: script('application/x-ms-registry') },
  { start: /^\[internetshortcut(?:\.[aw])?\]/i, is: { type: 'application/x-mswinurl', class: 'shortcut' } },
  { start: /^(?:#[^\n]{0,200}\n){0,5}\[desktop entry\]/i, is: { type: 'application/x-desktop', class: 'shortcut' } },
  {
    start: /^<(?:librarydescription|persistedquery|pcsettings)[\s>]/i,
    is: { type: 'application/windows-library+xml', class: 'shortcut' },
  },
  { start: /^begin:vcalendar\b/i, is: { type: 'text/calendar', class: 'text' } },
  { start: /^begin:vcard\b/i, is: { type: 'text/vcard', class: 'text' } },
  { start: /^web\s{0,3}\r?\n1\r?\n/i, is: { type: 'application/x-ms-query', class: 'shortcut' } },
  { start: /^-----BEGIN PGP SIGNATURE-----/, is: { type: 'application/pgp-signature', class: 'signature' } },
];

const field = /^([a-z][a-z0-9-]{0,60}):[ \t]?\S/i;
const ofMail = new Set([
  'from',
  'to',
  'subject',
  'date',
  'received',
  'message-id',
  'mime-version',
  'return-path',
  'content-type',
  'delivered-to',
  'dkim-signature',
]);

/** Header fields (RFC 5322 section 2.2) from the first line on, three of them those of a message. */
export function looksLikeMessage(bytes: Uint8Array): boolean {
  const known = new Set<string>();
  for (const line of beginning(bytes, sample).split('\n', 60)) {
    if (/^[ \t]+\S/.test(line)) continue;
    const name = field.exec(line)?.[1]?.toLowerCase();
    if (name === undefined) break;
    if (ofMail.has(name)) known.add(name);
  }
  return known.size >= 3;
}
