/** A function's environment variables. One that is missing is a mistake of the deployment, and named. */
import { type Variable, variables } from '#wiring/variables.ts';

/** What is empty counts as not set. */
export function optional(name: Variable): string | undefined {
  return process.env[name] || undefined;
}

export function variable(name: Variable): string {
  const value = optional(name);
  if (value === undefined) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

export function number(name: Variable, otherwise: number): number {
  const text = optional(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`The environment variable ${name} is "${text}", which is no number.`);
  return value;
}

/** Absent: those of the system. */
export function dnsServers(): string[] | undefined {
  return optional(variables.dnsServers)?.split(',');
}

/** Made at the first call and kept, as long as the environment lives. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
