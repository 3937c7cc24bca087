/** What the document analyser can find, how grave each finding is, and what it means. */
import { evidenceOf, type Finding, type FindingCodes, type Verdict } from '../../../findings/finding.ts';

interface Meaning {
  verdict: Verdict;
  text: string;
  points?: number;
}

const meanings = {
  DOCUMENT_MACRO: { verdict: 'note', text: 'The document has macros.', points: 0.5 },
  DOCUMENT_MACRO_AUTOEXEC: {
    verdict: 'suspicious',
    text: 'A macro that runs by itself starts programs, fetches files or calls the system.',
  },
  DOCUMENT_MACRO_DOWNLOADER: {
    verdict: 'infected',
    text: 'A macro that runs by itself fetches something and runs it.',
  },
  DOCUMENT_MACRO_OBFUSCATED: {
    verdict: 'suspicious',
    text: 'A macro that runs by itself hides what it does.',
  },
  DOCUMENT_MACRO_STOMPED: {
    verdict: 'suspicious',
    text: 'The compiled macro does what its source does not show, or the source was taken away.',
  },
  DOCUMENT_XLM_MACRO: { verdict: 'note', text: 'The workbook has a sheet of Excel 4 macros.', points: 1 },
  DOCUMENT_XLM_AUTOEXEC: {
    verdict: 'suspicious',
    text: 'The workbook has Excel 4 macros that are hidden or run by themselves.',
  },
  DOCUMENT_DDE: { verdict: 'suspicious', text: 'The document asks another program to run a command (DDE).' },
  DOCUMENT_DDE_LINK: { verdict: 'note', text: 'The document takes data from another program (DDE).', points: 0.5 },
  DOCUMENT_REMOTE_TEMPLATE: { verdict: 'suspicious', text: 'The document loads its template from a web server.' },
  DOCUMENT_REMOTE_OBJECT: { verdict: 'suspicious', text: 'The document loads an object from a web server by itself.' },
  DOCUMENT_EXTERNAL_FILE: { verdict: 'note', text: 'The document refers to a file on some other computer.' },
  DOCUMENT_ENCRYPTED: { verdict: 'encrypted', text: 'The document can be read only with a password.' },
  DOCUMENT_EMBEDDED_PROGRAM: { verdict: 'suspicious', text: 'A program or script is embedded in the document.' },
  DOCUMENT_EQUATION_OBJECT: { verdict: 'note', text: 'The document has an object of the old equation editor.' },
  DOCUMENT_EXPLOIT_EQUATION: {
    verdict: 'infected',
    text: 'An equation object overflows the old equation editor (CVE-2017-11882 and its like).',
  },
  DOCUMENT_EXPLOIT_LINK: {
    verdict: 'infected',
    text: 'An object that updates itself links to a web server (CVE-2017-0199 and its like).',
  },
  RTF_OBFUSCATED: {
    verdict: 'suspicious',
    text: 'Objects in the RTF file are written as no program writes them.',
  },
  PDF_JAVASCRIPT: { verdict: 'note', text: 'The PDF has JavaScript.', points: 0.5 },
  PDF_JAVASCRIPT_AUTO: {
    verdict: 'note',
    text: 'The PDF has JavaScript and actions that run by themselves.',
    points: 1,
  },
  PDF_JAVASCRIPT_SUSPICIOUS: {
    verdict: 'suspicious',
    text: 'JavaScript in the PDF hides what it does, or opens files and programs.',
  },
  PDF_LAUNCH: { verdict: 'suspicious', text: 'The PDF starts a program or opens another file.' },
  PDF_LAUNCH_COMMAND: { verdict: 'infected', text: 'The PDF starts a command interpreter.' },
  PDF_OPENS_FILE: { verdict: 'note', text: 'The PDF opens another document.', points: 0.5 },
  PDF_EMBEDDED_FILE: { verdict: 'note', text: 'A file is embedded in the PDF.' },
  PDF_EMBEDDED_PROGRAM: { verdict: 'suspicious', text: 'A program, script or macro document is embedded in the PDF.' },
  PDF_ENCRYPTED: { verdict: 'encrypted', text: 'The PDF can be read only with a password.' },
  PDF_PROTECTED: { verdict: 'note', text: 'The PDF is encrypted with an empty password: anybody can read it.' },
  PDF_XFA: { verdict: 'note', text: 'The PDF is an XFA form.' },
  PDF_RICH_MEDIA: { verdict: 'note', text: 'The PDF has Flash, 3D or other rich media.', points: 1 },
  PDF_NAME_OBFUSCATED: {
    verdict: 'suspicious',
    text: 'The PDF spells names such as JavaScript in a way that only hides them.',
  },
  PDF_HEADER_OFFSET: { verdict: 'note', text: 'Something stands before the header of the PDF.', points: 1 },
  SHORTCUT: { verdict: 'note', text: 'A shortcut (.lnk or .url).', points: 1 },
  SHORTCUT_COMMAND: { verdict: 'suspicious', text: 'A shortcut that starts a command interpreter.' },
  SHORTCUT_DOWNLOADER: { verdict: 'infected', text: 'A shortcut that fetches something and runs it.' },
  SHORTCUT_DISGUISED: { verdict: 'suspicious', text: 'A shortcut that looks like a document.' },
  SHORTCUT_REMOTE: { verdict: 'suspicious', text: 'A shortcut to a file on a foreign server.' },
  ONENOTE_EMBEDDED_FILE: { verdict: 'note', text: 'Files are embedded in the OneNote section.', points: 1 },
  ONENOTE_EMBEDDED_PROGRAM: { verdict: 'suspicious', text: 'A program or script is embedded in the OneNote section.' },
  DOCUMENT_UNREADABLE: {
    verdict: 'unscannable',
    text: 'The part says that it is a document, and its structure cannot be read.',
  },
  DOCUMENT_TOO_COMPLEX: { verdict: 'unscannable', text: 'The document is larger inside than is looked at.' },
} as const satisfies Record<string, Meaning>;

export type DocumentCode = keyof typeof meanings;

export const documentsCodes: FindingCodes = Object.fromEntries(
  Object.entries(meanings).map(([code, { text }]) => [code, text]),
);

/** A fact about one document; the examiner adds which part it is. */
export function fact(code: DocumentCode, evidence = ''): Finding {
  const meaning: Meaning = meanings[code];
  return {
    code,
    layer: 'antivirus',
    verdict: meaning.verdict,
    ...(meaning.points !== undefined && { points: meaning.points }),
    ...(evidence !== '' && { evidence: evidenceOf(evidence) }),
  };
}

/** The structure of a document cannot be followed. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** A document holds more than is looked at. */
export class TooComplex extends Error {
  override name = 'TooComplex';
}
