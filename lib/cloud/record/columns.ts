/** The archive's table in Glue, its views in Athena, and their names. */
import { logColumns } from '#wiring/log-columns.ts';

/** Glue knows no hyphen in a name that Athena need not quote. */
export const databaseName = (stack: string): string => stack.replaceAll('-', '_');
export const tableName = 'log';
/** Files lie in a folder for each day on which they were written. */
export const partition = 'day';

export const glueColumns = logColumns.map(([name, type]) => ({ name, type }));

/** Every change of a copy is a row; the one with the highest v tells how it stands. */
export function latestView(database: string): string {
  return [
    `CREATE OR REPLACE VIEW ${database}.latest AS`,
    `SELECT ${logColumns.map(([name]) => name).join(', ')}`,
    'FROM (',
    `  SELECT *, row_number() OVER (PARTITION BY id, r ORDER BY v DESC) AS newest FROM ${database}.${tableName}`,
    ')',
    'WHERE newest = 1',
  ].join('\n');
}

/** As `citrusmail log export` writes it: lists joined, and no cell that a spreadsheet would take for a formula. */
export function exportQuery(database: string): string {
  const cells = logColumns.map(([name, type]) => `${cell(name, type)} AS ${name}`);
  return [
    `SELECT ${cells.join(',\n  ')}`,
    `FROM ${database}.latest`,
    "WHERE receivedat >= date_add('day', -30, current_timestamp)",
    'ORDER BY receivedat, id, r',
  ].join('\n');
}

function cell(name: string, type: string): string {
  if (type === 'timestamp') return `to_iso8601(${name})`;
  if (type !== 'string' && !type.startsWith('array')) return name;
  const text = type === 'string' ? name : `array_join(${name}, '; ')`;
  return `regexp_replace(${text}, '^([=+\\-@\\t\\r])', '''$1')`;
}

/** What one recipient got, and what one sender sent. */
export function questions(database: string): { name: string; description: string; query: string }[] {
  const recent = "receivedat >= date_add('day', -7, current_timestamp)";
  return [
    {
      name: 'latest',
      description: 'Run this once: the view of how every copy stands, which the others read',
      query: latestView(database),
    },
    { name: 'export', description: 'The last 30 days as CSV: download the result', query: exportQuery(database) },
    {
      name: 'fates by day',
      description: 'How many copies were delivered, held, bounced and so on, day by day',
      query: [
        'SELECT date(receivedat) AS received, state, count(*) AS copies',
        `FROM ${database}.latest WHERE ${recent}`,
        'GROUP BY 1, 2 ORDER BY 1, 2',
      ].join('\n'),
    },
    {
      name: 'findings',
      description: 'What was found in the last week, the most frequent first',
      query: [
        'SELECT finding, count(*) AS copies',
        `FROM ${database}.latest CROSS JOIN UNNEST(findings) AS found (finding) WHERE ${recent}`,
        'GROUP BY 1 ORDER BY 2 DESC',
      ].join('\n'),
    },
  ];
}
