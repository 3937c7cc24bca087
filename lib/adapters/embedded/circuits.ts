/** Circuits of one process. They are forgotten with it: a restart tries every route anew. */
import { type Circuits, type CircuitState, failuresToOpen, firstPeriod, nextPeriod } from '#core/ports/circuits.ts';

interface Circuit {
  failures: number;
  open?: { until: number; period: number };
}

export class MemoryCircuits implements Circuits {
  /** Only of routes whose last connection failed. */
  readonly #circuits = new Map<string, Circuit>();

  async state(route: string, now: number): Promise<CircuitState> {
    const open = this.#circuits.get(route)?.open;
    if (!open) return 'closed';
    if (open.until > now) return { openUntil: open.until };
    open.period = nextPeriod(open.period);
    open.until = now + open.period;
    return 'probe';
  }

  async failed(route: string, now: number): Promise<void> {
    const circuit = this.#circuits.get(route) ?? { failures: 0 };
    this.#circuits.set(route, circuit);
    circuit.failures++;
    if (circuit.failures >= failuresToOpen) circuit.open ??= { until: now + firstPeriod, period: firstPeriod };
  }

  async succeeded(route: string): Promise<void> {
    this.#circuits.delete(route);
  }
}
