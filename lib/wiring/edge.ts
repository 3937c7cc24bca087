/** Ports of the edge. The load balancer listens on those of the protocols and leads to ports that need no privilege. */
export const edgePorts = {
  smtp: { outside: 25, inside: 2525 },
  pop3s: { outside: 995, inside: 2995 },
  /** Open while the edge takes connections: closed, the load balancer sends nobody any more. */
  health: 2580,
  /** clamd's, beside the edge. */
  clamd: 3310,
} as const;
