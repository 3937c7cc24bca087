/** Mail of the sizes that people get: half of it smaller than 20 KB, a little of it much larger; the same at every run. */

const median = 20_000;
/** Of the logarithm: one in six is more than three times the median. */
const spread = 1.1;
const least = 500;
const most = 1_000_000;
const line = `${'The quick brown fox jumps over the lazy dog, twice a day. '.repeat(2).slice(0, 74)}\r\n`;

export function* madeMail(count: number): Generator<Buffer> {
  for (let n = 0; n < count; n++) {
    const size = Math.round(median * Math.exp(spread * normal((n + 0.5) / count)));
    yield messageOf(n, Math.min(most, Math.max(least, size)));
  }
}

export function* smallMail(count: number): Generator<Buffer> {
  for (let n = 0; n < count; n++) yield Buffer.from(head(n));
}

const head = (n: number): string =>
  `From: tom@example.test\r\nTo: alice@example.test\r\nMessage-ID: <${n}@example.test>\r\nSubject: message ${n}\r\n\r\n`;

function messageOf(n: number, size: number): Buffer {
  const start = head(n);
  // One line in fifty begins with a dot.
  const page = `${line.repeat(49)}.${line}`;
  const text = start + page.repeat(Math.ceil(size / page.length));
  return Buffer.from(`${text.slice(0, size - 2).replace(/[\r\n]+$/, '')}\r\n`);
}

/** The quantile of the standard normal distribution, by its logistic approximation: near enough for sizes. */
const normal = (share: number): number => Math.log(share / (1 - share)) / 1.702;
