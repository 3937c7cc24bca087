/** How an engine is, for the status page and the alarms. It never holds mail content. */
export interface EngineHealth {
  /** `absent`: it cannot run on this machine, `reason` says why. `down`: it should run and does not. */
  state: 'ready' | 'starting' | 'absent' | 'down';
  version?: string;
  reason?: string;
}
