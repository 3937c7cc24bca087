/** The versions of policy and directory: each an object, and an item that puts it in force. */
import { createHash } from 'node:crypto';

import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import { DirectoryDocument } from '#core/policy/directory.ts';
import { PolicyDocument } from '#core/policy/document.ts';
import type { RulesStore, RulesVersion } from '#core/ports/rules-store.ts';
import { prefixes } from '#wiring/keys.ts';
import { keys } from '#wiring/table.ts';
import { type DynamoTable, isAbsent, type Item, type Key } from './dynamo-table.ts';

/** What a new installation has before anybody wrote a document: it accepts mail for nobody. */
const none: RulesVersion = {
  version: 0,
  at: 0,
  by: '',
  policy: { v: 1, scopes: [] },
  directory: { v: 1, domains: [] },
};

const partition = 'rules';
const keyOf = (version: number): Key => ({ pk: partition, sk: `v#${String(version).padStart(9, '0')}` });

export class DynamoRules implements RulesStore {
  readonly #table: DynamoTable;
  readonly #s3: S3Client;
  readonly #bucket: string;
  /** The last one read: sessions ask for it all day, and a directory can be long. */
  #known: RulesVersion = none;

  constructor(table: DynamoTable, s3: S3Client, bucket: string) {
    this.#table = table;
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async current(): Promise<RulesVersion> {
    const where = { text: `#${keys.partition} = :partition`, values: { partition } };
    for await (const latest of this.#table.query({ where, newestFirst: true, page: 1 })) return this.#read(latest);
    return none;
  }

  async at(version: number): Promise<RulesVersion | undefined> {
    if (version === none.version) return none;
    if (version === this.#known.version) return this.#known;
    const item = await this.#table.get(keyOf(version));
    return item && this.#read(item);
  }

  /** The object first: the item is what puts it in force. A gap would be a version that nobody ever sees. */
  async put(next: RulesVersion): Promise<RulesVersion | undefined> {
    const { version, at, by, policy, directory } = next;
    if (version !== 1 && !(await this.#table.get(keyOf(version - 1)))) return undefined;
    const body = JSON.stringify({ policy, directory });
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
    const object = `${prefixes.rules}${version}-${digest}.json`;
    await this.#s3.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key: object, Body: body, ContentType: 'application/json' }),
    );
    return (await this.#table.win(keyOf(version), { set: { version, at, by, object } }, isAbsent)) ? next : undefined;
  }

  async #read({ version, at, by, object }: Item): Promise<RulesVersion> {
    if (this.#known.version === version) return this.#known;
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: object as string }));
    const { policy, directory } = JSON.parse((await Body?.transformToString()) ?? '') as Record<string, unknown>;
    this.#known = {
      version: version as number,
      at: at as number,
      by: by as string,
      policy: PolicyDocument.parse(policy),
      directory: DirectoryDocument.parse(directory),
    };
    return this.#known;
  }
}
