/** The archive's table in Glue, its views in Athena, and their names. */
import { logColumns } from '#wiring/log-columns.ts';

/** Glue knows no hyphen in a name that Athena need not quote. */
export const databaseName = (stack: string): string => stack.replaceAll('-', '_');
export const tableName = 'log';
/** Files lie in a folder for each day on which they were written. */
export const partition = 'day';

export const glueColumns = logColumns.map(([name, type]) => ({ name, type }));

const names = logColumns.map(([name]) => name).join(', ');

/** Every change of a copy is a row; the one with the highest v tells how it stands. `days`: files of the last days alone are read. */
function latest(database: string, days?: number): string {
  const since = `${partition} >= date_format(date_add('day', -${days}, now()), '%Y-%m-%d')`;
  const rows = `${database}.${tableName}${days === undefined ? '' : ` WHERE ${since}`}`;
  return [
    `SELECT ${names} FROM (`,
    `  SELECT *, row_number() OVER (PARTITION BY id, r ORDER BY v DESC) AS newest FROM ${rows}`,
    ') WHERE newest = 1',
  ].join('\n');
}

/** As `citrusmail log export` writes it: lists joined, and no cell that a spreadsheet would take for a formula. */
function exported(database: string, days: number): string {
  const cells = logColumns.map(([name, type]) => `${cell(name, type)} AS ${name}`);
  return `SELECT ${cells.join(',\n  ')}\nFROM (${latest(database, days)})\nORDER BY receivedat, id, r`;
}

function cell(name: string, type: string): string {
  if (type === 'timestamp') return `to_iso8601(${name})`;
  if (type !== 'string' && !type.startsWith('array')) return name;
  const text = type === 'string' ? name : `array_join(${name}, '; ')`;
  return `regexp_replace(${text}, '^([=+\\-@\\t\\r])', '''$1')`;
}

/** What an administrator may ask the archive, ready to run. */
export function questions(database: string): { name: string; description: string; query: string }[] {
  const week = `(${latest(database, 7)})`;
  return [
    {
      name: 'latest',
      description: 'Run this once: a view of how every copy stands, over the whole archive',
      query: `CREATE OR REPLACE VIEW ${database}.latest AS\n${latest(database)}`,
    },
    {
      name: 'export',
      description: 'The last 30 days as CSV: download the result',
      query: exported(database, 30),
    },
    {
      name: 'states by day',
      description: 'How many copies of the last week were delivered, held, bounced and so on, day by day',
      query: `SELECT date(receivedat) AS received, state, count(*) AS copies\nFROM ${week}\nGROUP BY 1, 2 ORDER BY 1, 2`,
    },
    {
      name: 'findings',
      description: 'What was found in the last week, the most frequent first',
      query: `SELECT finding, count(*) AS copies\nFROM ${week} CROSS JOIN UNNEST(findings) AS found (finding)\nGROUP BY 1 ORDER BY 2 DESC`,
    },
  ];
}
