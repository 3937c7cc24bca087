/** The versions of policy and directory. */
import { DirectoryDocument } from '#core/policy/directory.ts';
import { PolicyDocument } from '#core/policy/document.ts';
import type { RulesStore, RulesVersion } from '#core/ports/rules-store.ts';
import type { Database } from './database.ts';

interface Row {
  version: number;
  at: number;
  by: string;
  policy: string;
  directory: string;
}

/** What a new installation has before anybody wrote a document: it accepts mail for nobody. */
const none: RulesVersion = {
  version: 0,
  at: 0,
  by: '',
  policy: { v: 1, scopes: [] },
  directory: { v: 1, domains: [] },
};

export class SqliteRulesStore implements RulesStore {
  readonly #db: Database;
  /** The last one read: logins and sessions ask for it all day, and a directory can be long. */
  #known: RulesVersion = none;

  constructor(db: Database) {
    this.#db = db;
  }

  async current(): Promise<RulesVersion> {
    const row = this.#db.get<{ version: number | null }>('SELECT max(version) AS version FROM rules');
    return this.#read(row?.version ?? 0) ?? none;
  }

  async at(version: number): Promise<RulesVersion | undefined> {
    return version === none.version ? none : this.#read(version);
  }

  put(next: RulesVersion): Promise<RulesVersion | undefined> {
    // A gap would be a version that nobody ever sees: only the successor of the current one goes in.
    return this.#db.write(() => {
      const stored = this.#db.run(
        `INSERT INTO rules (version, at, by, policy, directory)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?1 = (SELECT coalesce(max(version), 0) + 1 FROM rules)`,
        next.version,
        next.at,
        next.by,
        JSON.stringify(next.policy),
        JSON.stringify(next.directory),
      );
      return stored === 1 ? next : undefined;
    });
  }

  #read(version: number): RulesVersion | undefined {
    if (this.#known.version === version) return this.#known;
    const row = this.#db.get<Row>('SELECT * FROM rules WHERE version = ?', version);
    return row && (this.#known = versionOf(row));
  }
}

function versionOf({ policy, directory, ...row }: Row): RulesVersion {
  return {
    ...row,
    policy: PolicyDocument.parse(JSON.parse(policy)),
    directory: DirectoryDocument.parse(JSON.parse(directory)),
  };
}
