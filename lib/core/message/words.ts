/** Encoded words in header fields (RFC 2047), read as leniently as mail programs read them. */
import { Buffer } from 'node:buffer';

import { decodeCharset } from './charset.ts';

/** Neither part of the pattern can match its own delimiter, so that the search is linear. */
const encodedWord = /=\?([^?\s]{1,80})\?([bq])\?([^?]*)\?=/gi;

interface Run {
  charset: string;
  pieces: Uint8Array[];
}

/** Text with every encoded word decoded; white space between two words is not shown (section 6.2). */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  let text = '';
  let end = 0;
  let run: Run | undefined;
  for (const match of value.matchAll(encodedWord)) {
    const between = value.slice(end, match.index);
    const word = readWord(match);
    if (run && isBlank(between) && run.charset === word.charset) run.pieces.push(...word.pieces);
    else {
      text += runText(run) + (run && isBlank(between) ? '' : between);
      run = word;
    }
    end = match.index + match[0].length;
  }
  return text + runText(run) + value.slice(end);
}

function readWord(match: RegExpExecArray): Run {
  const [, label = '', encoding = '', content = ''] = match;
  // RFC 2231 section 5: the language follows an asterisk.
  const charset = (label.split('*')[0] ?? '').toLowerCase();
  const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : decodeQ(content);
  return { charset, pieces: [bytes] };
}

/** Words of one charset are decoded together: senders cut multi-byte characters in two. */
function runText(run: Run | undefined): string {
  return run ? decodeCharset(Buffer.concat(run.pieces), run.charset) : '';
}

const isBlank = (text: string): boolean => /^[ \t\r\n]*$/.test(text);

/** The "Q" encoding of section 4.2. */
function decodeQ(content: string): Uint8Array {
  const plain = content
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, isLatin1(plain) ? 'latin1' : 'utf8');
}

/** 8-bit text inside a word was read as UTF-8 with the header: it goes back to what it was. */
const isLatin1 = (text: string): boolean => !/[^\u0000-\u00ff]/.test(text);
