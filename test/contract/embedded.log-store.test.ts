import { suite } from './log-store.ts';
import { openSqlite } from './sqlite.ts';

suite('SQLite', openSqlite);
