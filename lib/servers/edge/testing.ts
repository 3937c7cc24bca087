/** For tests: what an edge says of itself. */
import { createDiary, type Diary } from './diary.ts';

export interface Line {
  level: string;
  text: string;
  [fact: string]: unknown;
}

export function listening(): Diary & { lines: Line[]; texts(level?: string): string[] } {
  const lines: Line[] = [];
  const diary = createDiary(
    (line) => void lines.push(JSON.parse(line) as Line),
    () => 0,
  );
  const texts = (level?: string): string[] =>
    lines.filter((line) => level === undefined || line.level === level).map(({ text }) => text);
  return { ...diary, lines, texts };
}
