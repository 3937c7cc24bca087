import { suite } from './rules-store.ts';
import { openSqlite } from './sqlite.ts';

suite('SQLite', openSqlite);
