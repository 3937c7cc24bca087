/** Keeps connections for the next message, and no more of them to one host than it may be asked to bear. */
import { connect, type Connection, type ConnectionOptions } from './connection.ts';

export interface PoolOptions extends ConnectionOptions {
  /** Connections to one host at a time. */
  perHost?: number;
}

export interface ConnectionPool {
  /** An idle connection or a fresh one; waits while the host has as many as it may. Throws `ConnectFailed`. */
  take(host: string, signal: AbortSignal): Promise<Connection>;
  put(connection: Connection): void;
  close(): void;
}

const defaultPerHost = 10;
/** After this many messages a connection is let go: remote servers limit it too, and other hosts get their turn. */
const maxShipments = 100;
/** Idle connections hold a slot at the remote; RFC 5321 section 4.5.3.2.7 lets a server drop them after 5 minutes. */
const idleTime = 10_000;

interface Lane {
  inUse: number;
  idle: { connection: Connection; timer: NodeJS.Timeout }[];
  waiting: (() => void)[];
}

export function createConnectionPool(options: PoolOptions): ConnectionPool {
  const lanes = new Map<string, Lane>();
  const perHost = options.perHost ?? defaultPerHost;

  function laneOf(host: string): Lane {
    const lane = lanes.get(host) ?? { inUse: 0, idle: [], waiting: [] };
    lanes.set(host, lane);
    return lane;
  }

  /** The place goes to who waits longest; a lane that nobody is in is forgotten, since redirects lead to ever new hosts. */
  function release(host: string, lane: Lane): void {
    const next = lane.waiting.shift();
    if (next) return next();
    lane.inUse--;
    if (lane.inUse + lane.idle.length === 0) lanes.delete(host);
  }

  function keep(connection: Connection, lane: Lane): void {
    if (connection.shipments >= maxShipments) return connection.close();
    const timer = setTimeout(() => {
      lane.idle = lane.idle.filter((kept) => kept.connection !== connection);
      connection.close();
      if (lane.inUse + lane.idle.length === 0) lanes.delete(connection.host);
    }, idleTime);
    timer.unref();
    lane.idle.push({ connection, timer });
  }

  return {
    async take(host, signal) {
      const lane = laneOf(host);
      if (lane.inUse < perHost) lane.inUse++;
      else await new Promise<void>((resolve) => lane.waiting.push(resolve));
      for (let kept = lane.idle.pop(); kept; kept = lane.idle.pop()) {
        clearTimeout(kept.timer);
        if (kept.connection.open) return kept.connection;
      }
      try {
        return await connect(host, options, signal);
      } catch (error) {
        release(host, lane);
        throw error;
      }
    },
    put(connection) {
      const lane = laneOf(connection.host);
      if (connection.open) keep(connection, lane);
      release(connection.host, lane);
    },
    close() {
      for (const lane of lanes.values()) {
        for (const { connection, timer } of lane.idle.splice(0)) {
          clearTimeout(timer);
          connection.close();
        }
      }
    },
  };
}
