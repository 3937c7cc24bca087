/** Clients whose last TLS handshake failed: most come straight back in clear, and the envelope should say why. */

/** Addresses remembered; the oldest is forgotten first. */
const remembered = 1_000;

export class FailedHandshakes {
  readonly #ips = new Set<string>();

  add(ip: string): void {
    this.#ips.delete(ip);
    this.#ips.add(ip);
    const oldest = this.#ips.values().next();
    if (this.#ips.size > remembered && oldest.done !== true) this.#ips.delete(oldest.value);
  }

  /** Whether it failed; forgets it. */
  take(ip: string): boolean {
    return this.#ips.delete(ip);
  }
}
