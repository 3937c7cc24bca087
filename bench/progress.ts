/** A line that tells how far a long work is; silent where nobody watches. */

export function progress(label: string, total: number): (done: number) => void {
  if (!process.stderr.isTTY || total === 0) return () => {};
  let shown = -1;
  return (done) => {
    const percent = Math.floor((100 * done) / total);
    if (percent === shown) return;
    shown = percent;
    process.stderr.write(`\r${label} ${percent} %${done === total ? '\r\x1b[K' : ''}`);
  };
}
