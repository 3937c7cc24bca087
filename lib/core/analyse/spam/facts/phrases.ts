/** Finds the phrases of all themes in one pass over a text's words. */
import { invisible } from './letters.ts';
import { themes, unspaced, type Theme } from '../known/phrases.ts';

interface Phrase {
  theme: Theme;
  rest: readonly string[];
  key: string;
}

const names = Object.keys(themes) as Theme[];

const byFirstWord = new Map<string, Phrase[]>();
for (const theme of names) {
  for (const key of new Set(
    themes[theme]
      .split(/[|\n]/)
      .map((phrase) => phrase.trim())
      .filter(Boolean),
  )) {
    const [first = '', ...rest] = key.split(' ');
    const phrases = byFirstWord.get(first) ?? [];
    phrases.push({ theme, rest, key });
    byFirstWord.set(first, phrases);
  }
}

export type ThemesFound = ReadonlyMap<Theme, ReadonlySet<string>>;

/** `words` as `wordsOf` gives them; `text` is searched for what stands in unspaced scripts. */
export function themesIn(words: readonly string[], text: string): ThemesFound {
  const found = new Map<Theme, Set<string>>();
  const note = (theme: Theme, key: string): void => {
    const keys = found.get(theme) ?? new Set();
    found.set(theme, keys.add(key));
  };
  for (let i = 0; i < words.length; i++) {
    const phrases = byFirstWord.get(words[i] ?? '');
    if (!phrases) continue;
    for (const { theme, rest, key } of phrases) {
      if (rest.every((word, j) => words[i + 1 + j] === word)) note(theme, key);
    }
  }
  if (/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(text)) {
    for (const theme of names) for (const key of unspaced[theme] ?? []) if (text.includes(key)) note(theme, key);
  }
  return found;
}

const wordPattern = /[\p{L}\p{N}]+/gu;
/** The same for what most mail is made of, at a third of the time. */
const asciiWordPattern = /[a-z0-9]+/g;

/** Lower-case words without accents, in order. */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  if (!/[^\u0000-\u007f]/.test(lower)) return lower.match(asciiWordPattern) ?? [];
  return (
    lower
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(invisible, '')
      .match(wordPattern) ?? []
  );
}
