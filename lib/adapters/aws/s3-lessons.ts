/**
 * What this installation has been taught, in the bucket: a journal of numbered objects, each put only where there is none, so that of two
 * who teach at once one writes after the other. Now and then the whole is written as one object, which spares whoever
 * begins from reading the journal from its start; the journal itself stays as it is.
 */
import { randomUUID } from 'node:crypto';

import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import { CountedLessons } from '#core/analyse/spam/counted-lessons.ts';
import type { TokenCounts } from '#core/analyse/spam/words/classifier.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Lessons, MailClass, Teacher } from '#core/ports/lessons.ts';
import { prefixes } from '#wiring/keys.ts';
import { parallel } from './parallel.ts';
import { ifThere, isConflict, isTaken } from './s3-errors.ts';
import { type Entry, type Lesson, readEntry, readSnapshot, writeEntry, writeSnapshot } from './s3-lessons-format.ts';

const journal = `${prefixes.lessons}journal/`;
const snapshotKey = `${prefixes.lessons}snapshot`;
/** Of digits, so that keys are in the order of numbers. */
const digits = 9;
/** Entries between two snapshots. */
const snapshotEvery = 200;
const readsAtOnce = 16;

/** What was taught elsewhere is known within this time; one listing asks for it. */
const maxAge = 60_000;
/** A scan waits no longer for news: it goes by what is known, and the next one has them. */
const patience = 2_000;

export interface S3LessonsOptions {
  client: S3Client;
  bucket: string;
  clock: Clock;
}

export class S3Lessons implements Lessons, Teacher {
  readonly #options: S3LessonsOptions;
  readonly #counted = new CountedLessons();
  readonly #lessons = new Map<string, Lesson>();
  /** The last entry that is known, and who wrote it. */
  #n = 0;
  #lastBy: string | undefined;
  #begun = false;
  #askedAt = -Infinity;
  #following: Promise<void> | undefined;

  constructor(options: S3LessonsOptions) {
    this.#options = options;
  }

  total(): TokenCounts {
    return this.#counted.total();
  }

  lookup(tokens: Uint32Array): ReadonlyMap<number, TokenCounts> {
    return this.#counted.lookup(tokens);
  }

  /** Before a scan: looks for news when the last look is a minute old. Never rejects; without news what is known holds. */
  async refresh(): Promise<void> {
    if (this.#options.clock() < this.#askedAt + maxAge) return;
    const patient = new Promise<void>((resolve) => setTimeout(resolve, patience).unref());
    await Promise.race([this.#follow().catch(() => {}), patient]);
  }

  teach(id: string, as: MailClass, tokens: Uint32Array): Promise<boolean> {
    return this.#write((by) =>
      this.#lessons.get(id)?.as === as ? undefined : { by, kind: 'taught', lesson: { id, as, tokens } },
    );
  }

  undo(id: string): Promise<boolean> {
    return this.#write((by) => (this.#lessons.has(id) ? { by, kind: 'undone', id } : undefined));
  }

  /** What stands is known up to an entry; that ours is the next is what S3 says. Else we learn of the others' and decide anew. */
  async #write(decide: (by: string) => Entry | undefined): Promise<boolean> {
    const by = randomUUID();
    if (!this.#begun) await this.#follow();
    for (;;) {
      const entry = decide(by);
      // S3 may have taken our entry without our hearing of it: asked again it says that there is one, and it is ours.
      if (!entry) return this.#lastBy === by;
      const n = this.#n + 1;
      if (await this.#putEntry(n, entry)) {
        this.#apply(n, entry);
        await this.#snapshot();
        return true;
      }
      await this.#follow();
    }
  }

  /** False where that number is taken. */
  async #putEntry(n: number, entry: Entry): Promise<boolean> {
    try {
      await this.#put(keyOf(n), writeEntry(entry), { IfNoneMatch: '*' });
      return true;
    } catch (error) {
      if (isTaken(error) || isConflict(error)) return false;
      throw error;
    }
  }

  #follow(): Promise<void> {
    this.#following ??= this.#read().finally(() => (this.#following = undefined));
    return this.#following;
  }

  async #read(): Promise<void> {
    this.#askedAt = this.#options.clock();
    let news = await this.#news();
    if (news.length > snapshotEvery && (await this.#leap())) news = await this.#news();
    const entries = await parallel(news, readsAtOnce, async (key) => readEntry(await this.#get(key)));
    for (const [index, entry] of entries.entries()) this.#apply(numberOf(news[index] ?? ''), entry);
    this.#begun = true;
  }

  /** Keys of the entries behind the last one that is known. Numbers have no gaps: whoever listed them in between leaves none out. */
  async #news(): Promise<string[]> {
    const { client, bucket } = this.#options;
    const keys: string[] = [];
    for (let after: string = keyOf(this.#n); ; after = keys.at(-1) ?? after) {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: journal, StartAfter: after });
      const page = await client.send(command);
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      if (!page.IsTruncated) return keys;
    }
  }

  /** Takes over the snapshot, where that leads further. */
  async #leap(): Promise<boolean> {
    const object = await ifThere(this.#get(snapshotKey));
    if (!object) return false;
    const { n, lessons } = readSnapshot(object);
    if (n <= this.#n) return false;
    for (const id of this.#lessons.keys()) this.#forget(id);
    for (const lesson of lessons) this.#learn(lesson);
    this.#n = n;
    return true;
  }

  /** Each once, in order: the same entry may come by our own writing and by a listing that was under way. */
  #apply(n: number, entry: Entry): void {
    if (n !== this.#n + 1) return;
    this.#n = n;
    this.#lastBy = entry.by;
    if (entry.kind === 'undone') this.#forget(entry.id);
    else this.#learn(entry.lesson);
  }

  #learn(lesson: Lesson): void {
    this.#lessons.set(lesson.id, lesson);
    this.#counted.teach(lesson.id, lesson.as, lesson.tokens);
  }

  #forget(id: string): void {
    this.#lessons.delete(id);
    this.#counted.undo(id);
  }

  /** Two may write it at the same time, or an older one last: the journal makes up for what is missing. */
  async #snapshot(): Promise<void> {
    if (this.#n % snapshotEvery !== 0) return;
    const lessons = [...this.#lessons.values()];
    await this.#put(snapshotKey, writeSnapshot({ n: this.#n, lessons })).catch(() => {});
  }

  async #put(key: string, body: Uint8Array, condition: { IfNoneMatch?: '*' } = {}): Promise<void> {
    const { client, bucket } = this.#options;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...condition }));
  }

  async #get(key: string): Promise<Uint8Array> {
    const { client, bucket } = this.#options;
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }
}

const keyOf = (n: number): string => `${journal}${String(n).padStart(digits, '0')}`;
const numberOf = (key: string): number => Number(key.slice(journal.length));
