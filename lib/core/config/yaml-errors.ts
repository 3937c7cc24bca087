/** What the parser's complaints mean to somebody who writes a document, and what to write instead. */
import type { YAMLError } from 'yaml';

interface Advice {
  code: YAMLError['code'];
  /** Where one code has several meanings. */
  about?: RegExp;
  sentence: string;
}

const bracket = 'A bracket that is opened above is not closed: write } or ] at its end.';

const advices: readonly Advice[] = [
  { code: 'TAB_AS_INDENT', sentence: 'A tab cannot indent YAML: write spaces.' },
  { code: 'MULTIPLE_DOCS', sentence: 'A second document begins here: write one document to a file, without "---".' },
  { code: 'NON_STRING_KEY', sentence: 'This key is not plain text: write a word and a colon.' },
  {
    code: 'MISSING_CHAR',
    about: /quote/,
    sentence: 'A quote that is opened above is not closed: write it at the end of its text.',
  },
  { code: 'MISSING_CHAR', about: /must end with/, sentence: bracket },
  {
    code: 'MISSING_CHAR',
    about: /map values/,
    sentence: 'This line has no "key: value": write a colon and a space behind the key.',
  },
  {
    code: 'MISSING_CHAR',
    about: /Sequence item/,
    sentence: 'The indentation fits no line above: begin the keys of one item in the same column.',
  },
  { code: 'BAD_INDENT', about: /^Flow/, sentence: bracket },
  {
    code: 'BAD_INDENT',
    sentence: 'The indentation fits no line above: begin the keys of one mapping in the same column.',
  },
  { code: 'BAD_SCALAR_START', sentence: 'Text cannot begin with this character: write the text in quotes.' },
  {
    code: 'BAD_DQ_ESCAPE',
    sentence: 'This backslash begins no escape that YAML knows: write the text in single quotes.',
  },
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    sentence: 'A second key begins on this line: write the value in quotes, or the key on a line of its own.',
  },
  {
    code: 'TAG_RESOLVE_FAILED',
    sentence: 'Tags such as !this are not allowed: take it out, or write the text in quotes.',
  },
];

export function syntaxSentence({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]{1,64}/.exec(text.slice(pos[0], pos[0] + 64))?.[0] ?? '';
    return `The key "${key}" stands here twice: write it once.`;
  }
  const advice = advices.find((one) => one.code === code && (one.about === undefined || one.about.test(message)));
  return advice?.sentence ?? `This is not YAML (${message}): write each setting as "key: value", with text in quotes.`;
}

/** Keys that stand twice are told one by one; of all else only the first counts, the rest are its consequences. */
export function telling(errors: readonly YAMLError[]): YAMLError[] {
  const isTwice = ({ code }: YAMLError): boolean => code === 'DUPLICATE_KEY';
  const broken = errors.filter((error) => !isTwice(error)).toSorted((a, b) => a.pos[0] - b.pos[0]);
  return broken[0] ? [broken[0]] : errors.filter(isTwice);
}
