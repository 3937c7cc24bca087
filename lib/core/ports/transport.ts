import type { Remote } from '../record/state.ts';

/** One SMTP transaction to be tried. */
export interface Shipment {
  /** `host:port` in order of preference; empty: the MX hosts of `domain`. */
  hosts: string[];
  domain: string;
  mailFrom: string;
  /** At least one; all share route and bytes. */
  recipients: string[];
  body8bit: boolean;
  smtputf8: boolean;
  bytes: Uint8Array;
}

/** What became of one recipient: `accepted` after the final 250, `deferred` to be tried again, `refused` for good. */
export interface ShipmentResult {
  recipient: string;
  outcome: 'accepted' | 'deferred' | 'refused';
  remote: Remote;
  /** Whether a host spoke to us at all: where none does, whatever is sent there now will fare no better. Absent where none was asked. */
  reached?: boolean;
}

export interface Transport {
  /** One result per recipient, in order. What network and remote do wrong is a result; a throw is a defect of ours. */
  ship(shipment: Shipment, signal: AbortSignal): Promise<ShipmentResult[]>;
}
