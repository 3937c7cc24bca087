/** A bill: lines of how many of what at which price. */
import type { Price } from './prices.ts';

export interface Line {
  name: string;
  count: number;
  price: Price;
  dollars: number;
}

export const line = (name: string, count: number, price: Price): Line => ({
  name,
  count,
  price,
  dollars: count * price.dollars,
});

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** The dearest first. */
export const dearest = (lines: readonly Line[], count: number): Line[] =>
  lines.toSorted((a, b) => b.dollars - a.dollars).slice(0, count);
