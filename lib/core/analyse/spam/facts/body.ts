/** What a reader is shown, and what else lies in the body. */
import type { OpenedMessage, Part } from '../../../message/open/opened.ts';
import { readHtml, type Html } from './html.ts';
import { lettersOf, plainLetters, type Letters } from './letters.ts';
import { themesIn, wordsOf, type ThemesFound } from './phrases.ts';

export interface Body {
  html: Html | undefined;
  plain: string;
  /** What is shown: the HTML's visible text, or the plain text. */
  text: string;
  words: string[];
  letters: Letters;
  themes: ThemesFound;
  /** Share of the plain alternative's words that the HTML has too; 1 where there is only one of them. */
  agreement: number;
  quoted: number;
  attachments: Part[];
  htmlAttachment: Part | undefined;
  inlineImages: number;
  truncated: boolean;
}

export const textLimit = 100_000;
const wordLimit = 12_000;
/** What is done to the letters is done from the start. */
const lettersRead = 6000;

export function bodyOf(message: OpenedMessage, subject: string): Body {
  const shown = message.texts.filter((text) => !text.attachment);
  const htmlText = shown
    .filter((text) => text.kind === 'html')
    .map((text) => text.text)
    .join('\n');
  const plain = shown
    .filter((text) => text.kind === 'plain')
    .map((text) => text.text)
    .join('\n')
    .slice(0, textLimit);
  const html = htmlText.trim() === '' ? undefined : readHtml(htmlText);
  const visible = html?.visible.slice(0, textLimit);
  const shownText = visible !== undefined && (visible.trim().length > 20 || plain.length < 20) ? visible : plain;
  const text = plainLetters(shownText);
  const words = wordsOf(text).slice(0, wordLimit);
  const parts = message.opened.parts;
  return {
    html,
    plain,
    text,
    words,
    letters: lettersOf(shownText, lettersRead),
    themes: themesIn([...wordsOf(plainLetters(subject)), '|', ...words], `${subject}\n${text.slice(0, 20_000)}`),
    agreement: html && plain.trim() ? agreementOf(plain, words) : 1,
    quoted: plain.match(/^>/gm)?.length ?? 0,
    attachments: parts.filter(
      (part) =>
        part.origin === 'mime' &&
        (part.disposition === 'attachment' || (part.names.length > 0 && part.disposition !== 'inline')),
    ),
    htmlAttachment: parts.find(
      (part) => part.names.some((name) => /\.(?:s?html?|xhtml|svg)$/i.test(name)) && part.origin === 'mime',
    ),
    inlineImages: parts.filter((part) => part.declaredType?.startsWith('image/')).length,
    truncated: (html?.truncated ?? false) || words.length === wordLimit,
  };
}

function agreementOf(plain: string, words: readonly string[]): number {
  const known = new Set(words);
  const own = wordsOf(plain.slice(0, 4000).replace(/https?:\/\/\S+/g, ' ')).filter((word) => word.length > 3);
  return own.length < 5 ? 0 : own.filter((word) => known.has(word)).length / own.length;
}
