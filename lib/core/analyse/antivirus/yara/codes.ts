/** What the shipped rules find, a code for each family; the evidence names the rule. */
import type { FindingCodes } from '../../../findings/finding.ts';

export const yaraCodes: FindingCodes = {
  YARA_TEST: 'The EICAR test file, which every anti-virus program reports to show that it works.',
  YARA_EXECUTABLE:
    'A program with signs of malware: packed, injecting into others, reading passwords, hiding its kind.',
  YARA_SCRIPT: 'A script that fetches and runs something, or hides what it does.',
  YARA_SHORTCUT: 'A shortcut or link file that starts an interpreter or leads to a stranger’s file share.',
  YARA_OFFICE: 'An Office document that runs or loads something when it is opened.',
  YARA_RTF: 'An RTF document with objects as exploits use them.',
  YARA_PDF: 'A PDF that runs scripts or programs, carries them, or hides its own words.',
  YARA_HTML: 'HTML or SVG that builds a file on the reader’s machine, hides itself, or asks for a password.',
  YARA_ONENOTE: 'A OneNote section with a program or script inside.',
  YARA_ARCHIVE: 'An archive arranged so that a click starts a program.',
  YARA_DISK_IMAGE: 'A disk image with a program or shortcut inside.',
  YARA_RULE: 'A rule of this installation matched that names no code of its own.',
  YARA_TIMED_OUT: 'The rules took too long over this content: it was not examined.',
  YARA_UNREAD: 'A part had no readable content to match the rules against.',
};
