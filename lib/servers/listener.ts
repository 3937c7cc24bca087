/** A listening socket and its connections: how many there may be, the sweep for time-outs, and the end in good order. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { Clock } from '#core/ports/clock.ts';

import { clientIp, clientNetwork } from './client.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import type { ConnectionLimits } from './limits.ts';

export interface ListenerOptions {
  host: string;
  port: number;
  limits: ConnectionLimits;
  clock: Clock;
  /** How to speak with this client. */
  connection: (socket: Socket, ip: string) => ConnectionOptions;
  /** What to tell a client for whom there is no room. */
  full: (ip: string) => string;
  /** What to tell a client that comes while the last sessions end. */
  closing: () => string;
  /** No file descriptor left, and the like: one client is lost, the listener goes on. */
  trouble: (error: unknown) => void;
  /** The socket listens; the moment for socket options. */
  listening?: (server: Server) => void;
}

const stressAt = 0.8;
/** Milliseconds that those who are cut have to read why. */
const lastWords = 2_000;

export class Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #perClient = new Map<string, number>();
  #sweep: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
    // Half-open, so that a client that has said all it has to say still gets its replies.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) =>
      this.#accept(socket),
    );
  }

  async listen(): Promise<AddressInfo> {
    const { host, port, limits, listening } = this.#options;
    this.#server.listen({ host, port, backlog: 511 });
    await once(this.#server, 'listening');
    this.#server.on('error', this.#options.trouble);
    listening?.(this.#server);
    this.#sweep = setInterval(() => this.#tick(), limits.sweep).unref();
    return this.#server.address() as AddressInfo;
  }

  /** Takes no more clients, lets messages that are coming in come to their end for `grace` milliseconds, then cuts what is left. */
  async close(grace: number): Promise<void> {
    clearInterval(this.#sweep);
    this.#closing = true;
    for (const connection of this.#connections) connection.leave('shutdown');
    const timers = [
      setTimeout(() => this.#connections.forEach((connection) => connection.cut()), grace),
      setTimeout(() => this.#connections.forEach((connection) => connection.destroy()), grace + lastWords),
    ];
    await Promise.all([...this.#connections].map((connection) => connection.ended));
    timers.forEach(clearTimeout);
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  get connections(): number {
    return this.#connections.size;
  }

  #accept(socket: Socket): void {
    const ip = clientIp(socket);
    if (ip === undefined) {
      socket.destroy();
      return;
    }
    if (this.#closing) {
      turnAway(socket, this.#options.closing());
      return;
    }
    const network = clientNetwork(ip);
    const count = this.#perClient.get(network) ?? 0;
    const { connections, connectionsPerClient } = this.#options.limits;
    if (this.#connections.size >= connections || count >= connectionsPerClient) {
      turnAway(socket, this.#options.full(ip));
      return;
    }
    const connection = this.#connect(socket, ip);
    if (connection === undefined) return;
    this.#perClient.set(network, count + 1);
    this.#connections.add(connection);
    void connection.ended.finally(() => this.#forget(connection, network));
  }

  /** What is asked of native code here (the SYN) may fail: that costs this client, not all of them. */
  #connect(socket: Socket, ip: string): Connection | undefined {
    try {
      return new Connection(socket, this.#options.connection(socket, ip));
    } catch (error) {
      this.#options.trouble(error);
      socket.destroy();
      return undefined;
    }
  }

  #forget(connection: Connection, network: string): void {
    this.#connections.delete(connection);
    const left = (this.#perClient.get(network) ?? 1) - 1;
    if (left === 0) this.#perClient.delete(network);
    else this.#perClient.set(network, left);
  }

  #tick(): void {
    const { clock, limits } = this.#options;
    const now = clock();
    const stress = this.#connections.size > limits.connections * stressAt;
    const idle = stress ? Math.min(limits.idle, limits.idleUnderStress) : limits.idle;
    for (const connection of this.#connections) connection.tick(now, idle);
  }
}

/** They are many and we owe them nothing: the sentence, and the end. */
function turnAway(socket: Socket, text: string): void {
  socket.on('error', () => undefined);
  socket.end(text, () => socket.destroy());
}
