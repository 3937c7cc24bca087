/** Claims and counters of one machine. A claim is durable before anybody acts on it. */
import type { Claims } from '#core/ports/claims.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from './database.ts';

export class SqliteClaims implements Claims {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  claim(key: string, expires: number): Promise<boolean> {
    return this.#db.write(
      () =>
        this.#db.run(
          `INSERT INTO claims (key, n, expires) VALUES (?1, 1, ?2)
           ON CONFLICT (key) DO UPDATE SET expires = ?2 WHERE claims.expires <= ?3`,
          `claim ${key}`,
          expires,
          this.#clock(),
        ) === 1,
    );
  }

  count(key: string, expires: number): Promise<number> {
    return this.#db.write(() => {
      const name = `count ${key}`;
      this.#db.run(
        'INSERT INTO claims (key, n, expires) VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE SET n = n + 1, expires = excluded.expires',
        name,
        expires,
      );
      return this.#db.get<{ n: number }>('SELECT n FROM claims WHERE key = ?', name)?.n ?? 1;
    });
  }
}
