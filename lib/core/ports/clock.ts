/** UTC epoch milliseconds. */
export type Clock = () => number;
