/** What the examiner `attachments` can say, and how much each fact weighs. */
import { evidenceOf, type Finding, type FindingCodes, type Verdict } from '../../findings/finding.ts';

interface Meaning {
  verdict: Verdict;
  points?: number;
  meaning: string;
}

const note = (meaning: string, points?: number): Meaning => ({
  verdict: 'note',
  ...(points === undefined ? {} : { points }),
  meaning,
});
const suspicious = (meaning: string, points: number): Meaning => ({ verdict: 'suspicious', points, meaning });

const facts = {
  EXECUTABLE: note('A part is a program, or a package that installs one.', 2),
  SCRIPT: note('A part is a script that an attacker would have the reader start.', 1.5),
  SHORTCUT: note('A part is a shortcut or another small file that opens something else.', 2),
  DISK_IMAGE: note('A part is a disk image: what is in it loses the mark of having come from outside.', 2),
  MACRO_DOCUMENT: note('A document holds macros.', 1),
  HTML_ATTACHMENT: note('A web page is attached.', 0.5),
  HTML_ATTACHMENT_SCRIPT: note('An attached web page runs a script.', 1.5),
  HTML_ATTACHMENT_FORM: note('An attached web page asks for a password.', 2),
  HTML_SMUGGLING: suspicious('An attached web page builds a file out of itself and hands it to the reader.', 4),
  SVG_SCRIPT: suspicious('An attached picture (SVG) runs a script.', 3),
  EXECUTABLE_DISGUISED: suspicious('A program calls itself something harmless.', 5),
  SCRIPT_DISGUISED: suspicious('A script or shortcut calls itself a document, a picture or the like.', 4),
  TYPE_MISMATCH: note('A part is another kind of file than its name says.', 0.5),
  TYPE_AMBIGUOUS: note('A part is a file of two kinds at once.', 0.5),
  DOUBLE_EXTENSION: suspicious('A program or script has a second, harmless ending in front of its own.', 4),
  NAME_PADDED: suspicious('The ending of a name that can be run stands so far to the right that nobody sees it.', 4),
  NAME_BIDI_PACKED: suspicious('The name of a packed file turns the direction of writing to hide its ending.', 4),
  ARCHIVE_EXECUTABLE: note('An archive holds a program.', 1),
  ARCHIVE_LONE_SCRIPT: suspicious('The only file in an archive is a script or a shortcut.', 3),
  ARCHIVE_NESTED_EXECUTABLE: suspicious('A program lies in an archive in an archive.', 3),
  ENCRYPTED_EXECUTABLE: suspicious('A file that needs a password has the name of a program or script.', 3),
  PASSWORD_IN_TEXT: note('A file needs a password, and the message tells one.', 2),
  EMBEDDED_EXECUTABLE: suspicious('A document holds a program, script or shortcut.', 4),
} as const satisfies Record<string, Meaning>;

export type AttachmentsCode = keyof typeof facts;

export const attachmentsCodes: FindingCodes = Object.fromEntries(
  Object.entries(facts).map(([code, { meaning }]) => [code, meaning]),
);

export function fact(code: AttachmentsCode, part: number, evidence: string): Finding {
  const { verdict, points }: Meaning = facts[code];
  return {
    code,
    layer: 'attachments',
    verdict,
    part,
    ...(points === undefined ? {} : { points }),
    ...(evidence === '' ? {} : { evidence: evidenceOf(evidence) }),
  };
}
