export type VirusVerdict =
  | { kind: 'clean' }
  | { kind: 'found'; signature: string }
  /** The engine could not look inside. */
  | { kind: 'encrypted' | 'limit' | 'error'; text: string };

/** An anti-virus engine outside the core. Both methods throw `EngineUnavailable` when it is not there. */
export interface VirusEngine {
  /** Engine and signature version, e.g. `ClamAV 1.4.6/27800`. Asks with no mail in it: the engine's health. */
  version(): Promise<string>;
  scan(bytes: Uint8Array, signal: AbortSignal): Promise<VirusVerdict>;
}
