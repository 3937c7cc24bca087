import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openLessons } from './lessons.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'citrusmail-lessons-'));
  path = join(folder, 'citrusmail.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const some = Uint32Array.of(1, 2, 4_294_967_295);

describe('lessons', () => {
  it('are counted for each word', () => {
    const lessons = openLessons(path);
    expect(lessons.teach('m1', 'spam', some)).toBe(true);
    lessons.teach('m2', 'ham', Uint32Array.of(2, 3));
    expect(lessons.total()).toEqual({ spam: 1, ham: 1 });
    expect([...lessons.lookup(Uint32Array.of(2, 9, 4_294_967_295))]).toEqual([
      [2, { spam: 1, ham: 1 }],
      [4_294_967_295, { spam: 1, ham: 0 }],
    ]);
    lessons.close();
  });

  it('count once, however often they are taught', () => {
    const lessons = openLessons(path);
    lessons.teach('m1', 'spam', some);
    expect(lessons.teach('m1', 'spam', some)).toBe(false);
    expect(lessons.total()).toEqual({ spam: 1, ham: 0 });
    lessons.close();
  });

  it('change their class', () => {
    const lessons = openLessons(path);
    lessons.teach('m1', 'spam', some);
    expect(lessons.teach('m1', 'ham', some)).toBe(true);
    expect(lessons.total()).toEqual({ spam: 0, ham: 1 });
    expect(lessons.lookup(some).get(1)).toEqual({ spam: 0, ham: 1 });
    lessons.close();
  });

  it('can be taken back as if they had never been', () => {
    const lessons = openLessons(path);
    lessons.teach('m1', 'spam', some);
    expect(lessons.undo('m1')).toBe(true);
    expect(lessons.undo('m1')).toBe(false);
    expect(lessons.total()).toEqual({ spam: 0, ham: 0 });
    expect(lessons.lookup(some).size).toBe(0);
    expect(lessons.teach('m1', 'spam', some)).toBe(true);
    lessons.close();
  });

  it('outlive the process', () => {
    const before = openLessons(path);
    before.teach('m1', 'spam', some);
    before.teach('m2', 'ham', some);
    before.undo('m2');
    before.close();
    const after = openLessons(path);
    expect(after.total()).toEqual({ spam: 1, ham: 0 });
    expect(after.teach('m1', 'spam', some)).toBe(false);
    after.close();
  });

  it('reach a reader that opened before the first of them was taught', () => {
    new DatabaseSync(path).close();
    const reader = openLessons(path, { readOnly: true });
    expect(reader.total()).toEqual({ spam: 0, ham: 0 });
    const teacher = openLessons(path);
    teacher.teach('m1', 'spam', some);
    expect(reader.total()).toEqual({ spam: 1, ham: 0 });
    teacher.undo('m1');
    expect(reader.total()).toEqual({ spam: 0, ham: 0 });
    reader.close();
    teacher.close();
  });

  it('of two teachers add up', () => {
    const [one, other] = [openLessons(path), openLessons(path)];
    one.teach('m1', 'spam', some);
    expect(other.teach('m1', 'spam', some)).toBe(false);
    other.teach('m2', 'spam', some);
    expect(one.total()).toEqual({ spam: 2, ham: 0 });
    one.close();
    other.close();
  });
});
