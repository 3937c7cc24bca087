/** The mail of the main bench: every message of the largest set that is to be had, each to a recipient of its own. */
import { parseAddresses } from '#core/message/address.ts';
import { parseHeader } from '#core/message/header.ts';
import { bytesOf, samplesOf } from '../corpora.ts';
import type { Letter } from './load.ts';
import { packagedMail } from './packaged-mail.ts';

export interface Mail {
  set: string;
  letters: Letter[];
  bytes: number;
}

export const benchDomain = 'inside.example';

export function letters(limit: number): Mail {
  const samples = samplesOf('lists-2019-2023');
  if (samples.length === 0) return mailOf('spamassassin (npm package)', packagedMail(limit));
  return mailOf('lists-2019-2023', samples.slice(0, limit).map(bytesOf));
}

function mailOf(set: string, messages: Iterable<Uint8Array>): Mail {
  const letters = [...messages].map((bytes, index): Letter => {
    const raw = Buffer.from(bytes);
    const from =
      parseAddresses(parseHeader(raw).first('return-path') ?? parseHeader(raw).first('from') ?? '')[0]?.address ?? '';
    return {
      recipient: `r${index}@${benchDomain}`,
      mailFrom: /^[\x21-\x7e]+@[\x21-\x7e]+$/.test(from) && !/[<>]/.test(from) ? from : '',
      bytes: raw,
    };
  });
  return { set, letters, bytes: letters.reduce((sum, { bytes }) => sum + bytes.length, 0) };
}
