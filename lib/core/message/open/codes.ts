/** Everything odd that `open` can say of a message, with the verdict that it has earned on honest mail. */
import type { FindingCodes, Verdict } from '../../findings/finding.ts';

interface Meaning {
  verdict: Verdict;
  meaning: string;
}

const note = (meaning: string): Meaning => ({ verdict: 'note', meaning });
const suspicious = (meaning: string): Meaning => ({ verdict: 'suspicious', meaning });
const unscannable = (meaning: string): Meaning => ({ verdict: 'unscannable', meaning });
const encrypted = (meaning: string): Meaning => ({ verdict: 'encrypted', meaning });

export const defects = {
  MIME_TOO_DEEP: unscannable('Multiparts or messages lie deeper within each other than is looked at.'),
  MIME_TOO_MANY_PARTS: unscannable('The message has more parts than are looked at.'),
  MIME_TOO_MANY_READINGS: unscannable('The message can be read in more ways than are looked at.'),
  MIME_HEADER_TOO_LARGE: unscannable('A header section is longer than 1 MB.'),
  MIME_UNREADABLE: unscannable('No decoder could read the message, or our own could not.'),
  MIME_PARTIAL: unscannable(
    'A piece of a message that was sent in several (message/partial): none can be judged alone.',
  ),
  MIME_ENCRYPTED_SMIME: encrypted('A part is encrypted with S/MIME.'),
  MIME_ENCRYPTED_PGP: encrypted('A part is encrypted with OpenPGP.'),
  MIME_DECODER_FAILED: note('One of the decoders gave up on the message; the others read it.'),
  MIME_DECODERS_DISAGREE: note('Decoders read different parts out of the message; every reading was examined.'),
  MIME_CONTENT_TYPE_REPEATED: suspicious(
    'An entity has several Content-Type fields that differ: programs disagree about what it is.',
  ),
  MIME_ENCODING_REPEATED: suspicious('An entity has several Content-Transfer-Encoding fields that differ.'),
  MIME_BOUNDARY_REPEATED: suspicious('A Content-Type field gives several boundaries that differ.'),
  MIME_BOUNDARY_MISSING: note('A multipart has no boundary, or none of its lines is one.'),
  MIME_BOUNDARY_INEXACT: note('A line is a boundary but for what follows it; some programs take it for one.'),
  MIME_END_MISSING: note('The end of a multipart is missing.'),
  MIME_PARTS_AFTER_END: suspicious(
    'Parts follow behind the end of a multipart: some programs show them and others do not.',
  ),
  MIME_PREAMBLE_ENTITY: suspicious('Something that looks like a part stands before the first boundary.'),
  MIME_EPILOGUE_ENTITY: suspicious('Something that looks like a part stands behind the last boundary.'),
  MIME_MULTIPART_ENCODED: suspicious(
    'A multipart lies under a transfer encoding, which is forbidden; most programs do not look inside.',
  ),
  MIME_EXTERNAL_BODY: note('A part is only a reference to something elsewhere (message/external-body).'),
  MIME_ENCODING_UNKNOWN: note('A part has a transfer encoding that nobody knows.'),
  MIME_BASE64_GARBAGE: note('Base64 with characters that do not belong there.'),
  MIME_BASE64_JOINED: note('Several base64 texts are joined in one part: some programs read only the first.'),
  MIME_CHARSET_UTF7: note('A text is in UTF-7, which few programs read.'),
  MIME_HTML_UTF7: suspicious('HTML is in UTF-7, which hides markup from whoever does not read it.'),
  MIME_HEADER_ODD_LINE: note(
    'A header section holds a line that is no field: some programs take it for the beginning of the body.',
  ),
  MIME_HEADER_8BIT: note('A header section holds unencoded characters beyond ASCII.'),
  MIME_HEADER_REPEATED: note('A field that may stand once (RFC 5322 section 3.6) stands several times.'),
  MIME_BARE_CR: note('A carriage return stands alone: some programs take it for a line end.'),
  MIME_LINES_MIXED: note('Some lines end with CRLF and some with LF.'),
  MIME_NUL: note('The message holds NUL characters outside of encoded content.'),
  MIME_LINE_TOO_LONG: note('A line is longer than 998 characters (RFC 5322 section 2.1.1).'),
  MIME_NAME_BIDI: suspicious(
    'A name holds characters that turn the direction of writing, so that it is shown other than it is.',
  ),
  MIME_NAME_PATH: note('A name holds a path.'),
  MIME_NAME_TRAILING: note('A name ends with a dot or a space, which Windows drops.'),
  MIME_UUENCODE: note('A uuencoded file stands in a text.'),
  MIME_YENC: note('A yEnc file stands in a text.'),
  MIME_TNEF: note('A part is in the TNEF format (winmail.dat), which hides attachments from other programs.'),
  MIME_EMBEDDED_DAMAGED: note('A uuencoded, yEnc, TNEF or S/MIME part is cut off or damaged.'),
} as const satisfies Record<string, Meaning>;

export type DefectCode = keyof typeof defects;

export const openCodes: FindingCodes = Object.fromEntries(
  Object.entries(defects).map(([code, { meaning }]) => [code, meaning]),
);
