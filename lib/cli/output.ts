/** How commands speak: lines and tables for people, one JSON value a line for programs, progress on a terminal only. */
import type { Output } from './command.ts';

export function createOutput(json: boolean): Output {
  const write = (stream: NodeJS.WriteStream, line: string): void => void stream.write(`${line}\n`);
  return {
    json,
    say(line) {
      if (!json) write(process.stdout, line);
    },
    data(value) {
      if (json) write(process.stdout, JSON.stringify(value));
    },
    complain: (line) => write(process.stderr, line),
  };
}

/** No column is cut to less. */
const narrowest = 12;
const gap = '  ';

/**
 * Columns as wide as their widest cell; where `width` is less than all of them want, the widest give way. The last is never cut and
 * not padded: it is what a person copies.
 */
export function table(head: string[], rows: string[][], width = process.stdout.columns ?? Infinity): string {
  const widths = fitted(
    head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length))),
    width,
  );
  const line = (cells: string[]): string =>
    cells
      .map((text, column) =>
        column === cells.length - 1 ? text : cell(text, widths[column]).padEnd(widths[column] ?? 0),
      )
      .join(gap);
  return [line(head), ...rows.map(line)].join('\n');
}

function fitted(wanted: number[], width: number): number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, each) => sum + each + gap.length, -gap.length) - width;
  while (over > 0) {
    const widest = Math.max(...widths.slice(0, -1));
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
    over--;
  }
  return widths;
}

/** Under the last row of a page: how to ask for the next. */
export function nextPage(out: Output, cursor: string | undefined): void {
  if (cursor === undefined) return;
  out.data({ cursor });
  out.say(`More: --cursor ${cursor}`);
}

/** As much of an id as tells it from every other: its millisecond and 12 bits of chance. Commands take it as they take the whole. */
export const shortId = (id: string): string => id.slice(0, 18);

export interface Progress {
  at(done: number): void;
  end(): void;
}

/** `label 120/500 (24 %), 310 a second, 1 s left`, redrawn in place; silent where standard error is no terminal. */
export function progress(label: string, total: number, clock: () => number = Date.now): Progress {
  const started = clock();
  const terminal = process.stderr.isTTY;
  let drawn = 0;
  return {
    at(done) {
      const now = clock();
      if (!terminal || (now - drawn < 100 && done < total)) return;
      drawn = now;
      const rate = done / Math.max(0.001, (now - started) / 1000);
      const left = rate > 0 ? Math.ceil((total - done) / rate) : 0;
      const share = total > 0 ? Math.round((done / total) * 100) : 100;
      process.stderr.write(
        `\r\x1b[K${label} ${done}/${total} (${share} %), ${rate.toFixed(0)} a second, ${left} s left`,
      );
    },
    end() {
      if (terminal) process.stderr.write('\r\x1b[K');
    },
  };
}

/** What a stranger wrote must not steer the terminal: control characters out, cut to a width. */
export function cell(text: string | undefined, width = 60): string {
  const plain = (text ?? '').replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  return plain.length > width ? `${plain.slice(0, width - 1)}…` : plain;
}

/** `2026-11-24 15:40:41` in UTC. */
export const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** `11-24 15:40:41` in UTC, for tables. */
export const shortTime = (at: number): string => time(at).slice(5);
