/** Forward and reverse paths (RFC 5321 section 4.1.2, with the UTF-8 of RFC 6531 section 3.3). */

export interface Mailbox {
  /** Without quotes and backslashes. */
  local: string;
  /** As written; an address literal with its brackets. Empty for `<postmaster>`. */
  domain: string;
  /** Source route dropped, quotes only where they are needed, case kept. Empty for `<>`. */
  address: string;
  ascii: boolean;
}

/** RFC 5321 section 4.5.3.1.2. */
const domainLimit = 255;
/** RFC 1035 section 2.3.4. */
const labelLimit = 63;

const sourceRoute = /@[^\s<>"(),:;@\\]+(?:,@[^\s<>"(),:;@\\]+)*:/y;
const quotedString = /"(?:[^"\\\u0000-\u001f\u007f]|\\[\u0020-\u007e])*"/y;
/** Dots may stand anywhere: large providers have such addresses, and nobody reads them in two ways. */
const dotString = /[^\u0000-\u0020\u007f"(),:;<>@[\\\]]+/y;
const literal = /\[[^\u0000-\u0020\u007f<>@[\\\]]{2,}\]/y;
const domainName = /[^\u0000-\u0020\u007f!-,/:-@[-^`{-~]+/y;
const needsNoQuotes = /^[^\u0000-\u0020\u007f"(),.:;<>@[\\\]]+(?:\.[^\u0000-\u0020\u007f"(),.:;<>@[\\\]]+)*$/;

/** Reads `<path>` at the start of `text`; `rest` is what stands behind it. */
export function readPath(text: string): { mailbox: Mailbox; rest: string } | undefined {
  const cursor = new Cursor(text);
  if (!cursor.skip('<')) return undefined;
  if (cursor.skip('>')) return { mailbox: nullPath, rest: cursor.rest() };
  // RFC 5321 section 4.1.1.3 and appendix F.2: a source route is accepted and ignored.
  cursor.take(sourceRoute);
  const mailbox = readMailbox(cursor);
  if (mailbox === undefined || !cursor.skip('>')) return undefined;
  return { mailbox, rest: cursor.rest() };
}

const nullPath: Mailbox = { local: '', domain: '', address: '', ascii: true };

function readMailbox(cursor: Cursor): Mailbox | undefined {
  const quoted = cursor.take(quotedString);
  const local = quoted === undefined ? cursor.take(dotString) : quoted.slice(1, -1).replace(/\\(.)/g, '$1');
  if (local === undefined || local === '') return undefined;
  if (!cursor.skip('@')) return mailboxOf(local, '');
  const domain = cursor.take(literal) ?? cursor.take(domainName);
  if (domain === undefined || !isDomain(domain)) return undefined;
  return mailboxOf(local, domain);
}

function mailboxOf(local: string, domain: string): Mailbox {
  const written = needsNoQuotes.test(local) || isDotted(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`;
  const address = domain === '' ? written : `${written}@${domain}`;
  return { local, domain, address, ascii: /^[\u0000-\u007f]*$/.test(address) };
}

/** Only its dots keep it from being a Dot-string: written as it came, for quoting it would make it another address to old software. */
const isDotted = (local: string): boolean => needsNoQuotes.test(local.replaceAll('.', ''));

function isDomain(domain: string): boolean {
  if (domain.startsWith('[')) return true;
  if (Buffer.byteLength(domain) > domainLimit) return false;
  return domain
    .split('.')
    .every((label) => label !== '' && label.length <= labelLimit && !label.startsWith('-') && !label.endsWith('-'));
}

/** Sender-specified routing in the local part, which the next server might follow: the %-hack, bang paths, `"a@b"@us`. */
export const carriesRoute = (mailbox: Mailbox): boolean => /[%!@]/.test(mailbox.local);

class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }
}
