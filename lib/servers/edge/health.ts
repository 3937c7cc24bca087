/**
 * Tells the load balancer whether to send clients here. The port is open while we are able, and closed while we are not: that is what a check by
 * connection sees. Who asks by HTTP is answered 200.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Health {
  readonly #place: { host: string; port: number };
  readonly #trouble: (error: unknown) => void;
  #server: Server | undefined;
  /** Changes are made one after the other; the last word counts. */
  #changes: Promise<void> = Promise.resolve();

  constructor(place: { host: string; port: number }, trouble: (error: unknown) => void) {
    this.#place = place;
    this.#trouble = trouble;
  }

  /** Undefined while the port is closed. */
  get address(): AddressInfo | undefined {
    return (this.#server?.address() as AddressInfo | null | undefined) ?? undefined;
  }

  /** Resolves when it is so. Does not reject: health that cannot be told must not stop the mail. */
  tell(able: boolean): Promise<void> {
    this.#changes = this.#changes.then(() => (able ? this.#open() : this.#close())).catch(this.#trouble);
    return this.#changes;
  }

  async #open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((_request, response) => response.end('able\n'));
    // One that was free a moment ago is asked for again when a port is any.
    server.listen(this.#place);
    await once(server, 'listening');
    server.on('error', this.#trouble);
    this.#server = server;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}
