import { MemoryCircuits } from '#adapters/embedded/circuits.ts';
import { suite } from './circuits.ts';

suite('memory', async () => {
  const circuits = new MemoryCircuits();
  return { circuits, other: circuits, close: async () => {} };
});
