import { suite } from './state-store.ts';
import { openSqlite } from './sqlite.ts';

suite('SQLite', openSqlite);
