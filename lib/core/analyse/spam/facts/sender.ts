/** Who the message says it is from, and whether its addresses agree with each other. */
import { parseAddresses, type Mailbox } from '../../../message/address.ts';
import type { Header } from '../../../message/header.ts';
import { decodeWords } from '../../../message/words.ts';
import { domainOf, organisationOf } from './hosts.ts';
import { lettersOf, plainLetters, type Letters } from './letters.ts';
import { wordsOf } from './phrases.ts';

export interface Sender {
  /** Mailboxes in all From fields. */
  mailboxes: number;
  name: string;
  rawName: string;
  nameWords: string[];
  nameLetters: Letters;
  address: string;
  local: string;
  host: string;
  /** The registrable domain of the From address. */
  organisation: string;
  replyTo: Mailbox | undefined;
  replyToOrganisation: string;
  mailFrom: string;
  mailFromOrganisation: string;
  /** `d=` of each DKIM-Signature, as registrable domains: what is claimed, whoever has verified it. */
  signers: string[];
  weakSignature: boolean;
  messageId: string | undefined;
  messageIdHost: string;
  to: Mailbox[];
}

const addressLimit = 50;

export function senderOf(header: Header, envelopeFrom: string): Sender {
  const from = header
    .all('from')
    .slice(0, 4)
    .flatMap((value) => parseAddresses(value.slice(0, 2000)));
  const first = from.find((mailbox) => mailbox.address.includes('@')) ?? from[0];
  const rawName = (from.find((mailbox) => mailbox.name !== '')?.name ?? '').slice(0, 300);
  const name = plainLetters(rawName).trim();
  const address = first?.address ?? '';
  const host = domainOf(address);
  const replyTo = parseAddresses((header.first('reply-to') ?? '').slice(0, 2000))[0];
  const mailFrom = envelopeFrom || (/<([^>]*)>/.exec(header.first('return-path') ?? '')?.[1] ?? '');
  const messageId = header.first('message-id');
  const signatures = header.all('dkim-signature').slice(0, 8);
  return {
    mailboxes: from.length,
    name,
    rawName,
    nameWords: wordsOf(name),
    nameLetters: lettersOf(rawName),
    address,
    local: address.slice(0, Math.max(0, address.lastIndexOf('@'))),
    host,
    organisation: organisationOf(host),
    replyTo,
    replyToOrganisation: organisationOf(domainOf(replyTo?.address ?? '')),
    mailFrom,
    mailFromOrganisation: organisationOf(domainOf(mailFrom)),
    signers: signatures.map((value) =>
      organisationOf((/(?:^|;)\s*d\s*=\s*([^;\s]+)/.exec(value)?.[1] ?? '').toLowerCase()),
    ),
    weakSignature: signatures.some((value) => /(?:^|;)\s*a\s*=\s*rsa-sha1/i.test(value)),
    messageId,
    messageIdHost: domainOf((messageId ?? '').replace(/[<>\s]/g, '')),
    to: header
      .all('to')
      .slice(0, 4)
      .flatMap((value) => parseAddresses(decodeWords(value.slice(0, 4000))))
      .slice(0, addressLimit),
  };
}
