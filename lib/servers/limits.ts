/** What connections may cost us, whatever they speak. */
export interface ConnectionLimits {
  connections: number;
  /** Of one IPv4 address or one IPv6 network of 64 bits. */
  connectionsPerClient: number;
  /** Milliseconds without a complete command. */
  idle: number;
  /** The same while four fifths of all connections are taken: those who hold them for nothing make room. */
  idleUnderStress: number;
  handshake: number;
  /** Content slower than this is given up. */
  bytesPerSecond: number;
  /** Milliseconds of a transfer that are not counted against `bytesPerSecond`. */
  grace: number;
  /** How long we go on reading and throwing away after our last words, so that they arrive. */
  linger: number;
  /** Milliseconds to hold the greeting back and listen; 0 for loopback and private addresses whatever is set. */
  greetingDelay: number;
  /** How often time-outs are looked for. */
  sweep: number;
}

const second = 1000;
const minute = 60 * second;

export const connectionLimits: ConnectionLimits = {
  connections: 1_000,
  connectionsPerClient: 50,
  // RFC 5321 section 4.5.3.2.7: at least 5 minutes.
  idle: 5 * minute,
  idleUnderStress: 20 * second,
  handshake: 30 * second,
  bytesPerSecond: 500,
  grace: minute,
  linger: 30 * second,
  greetingDelay: 0,
  sweep: second,
};
