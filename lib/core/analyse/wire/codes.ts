/** What the findings of this examiner mean. */
import { evidenceOf, type Finding, type FindingCodes } from '../../findings/finding.ts';

export const wireCodes = {
  HELO_MISSING: 'The client gave no name in HELO or EHLO.',
  HELO_BARE_IP: 'The client gave an IP address without brackets as its name, which RFC 5321 does not allow.',
  HELO_LITERAL_MISMATCH: 'The client named another IP address than its own.',
  HELO_NOT_FQDN: 'The client gave a name that cannot be a host on the Internet.',
  HELO_UNRESOLVABLE: 'The name that the client gave has no address in DNS.',
  HELO_OURS: 'The client claims to be us, or one of our domains, and is not.',
  HELO_CHANGED: 'The client changed its name within one session.',
  HELO_NOT_EHLO: 'The client speaks the SMTP of before 1995.',
  RDNS_NONE: "The client's address has no name in DNS.",
  RDNS_NOT_CONFIRMED: "The name of the client's address does not lead back to that address.",
  RDNS_GENERIC:
    "The name of the client's address is made of the address itself, as providers do for lines and hosts nobody named.",
  RDNS_DYNAMIC: "The name of the client's address is one of a dial-up, DSL or cable line.",
  EARLY_TALK: 'The client spoke before it was greeted.',
  UNAUTHORISED_PIPELINING: 'The client sent commands together where it had to wait for an answer.',
  TLS_NONE: 'The client declined to encrypt.',
  TLS_OLD: 'The client encrypts with a protocol that is no longer safe.',
  REJECTED_RECIPIENTS: 'The client tried several recipients that do not exist.',
  UNKNOWN_COMMANDS: 'The client sent commands that SMTP does not know.',
  SYNTAX_ERRORS: 'The client sent commands that SMTP cannot read.',
  TCP_WINDOWS_CLIENT:
    "The client's SYN is that of Windows, on a line or host without a name of its own: rarely a mail server.",
  TCP_SCANNER: "The client's SYN is that of a port scanner.",
  RECEIVED_TOO_MANY: 'The message has passed more hosts than any mail should: a loop.',
  RECEIVED_BY_US: 'A Received field that we did not write says that we had the message before.',
  RECEIVED_FUTURE: 'The last host before us dates the message in the future.',
  RECEIVED_OLD: 'The last host before us had the message more than five days ago.',
  DNSBL_LISTED: 'A DNS list that the administrator chose lists the client.',
  DNSBL_ERROR: 'A DNS list refuses to answer us or is gone; it counts for nothing.',
} as const satisfies FindingCodes;

export type WireCode = keyof typeof wireCodes;

export function note(code: WireCode, evidence: string, points?: number): Finding {
  return {
    code,
    layer: 'wire',
    verdict: code === 'RECEIVED_TOO_MANY' ? 'unscannable' : 'note',
    ...(points && { points }),
    ...(evidence !== '' && { evidence: evidenceOf(evidence) }),
  };
}
