/** The template's state machine, with the template's functions behind its tasks. */
import type { Definition } from '../../support/aws/definition.ts';
import { createMachine, type Inject, type MachineRun } from '../../support/aws/machine.ts';
import type { LambdaFunction } from './functions.ts';
import type { Template } from './template.ts';

export type Run = (input: unknown) => Promise<MachineRun>;

/** Makes another answer of a function's. */
export type Distort = (name: string, answer: unknown) => unknown;

export function filterOf(
  template: Template,
  functions: ReadonlyMap<string, LambdaFunction>,
  inject?: Inject,
  distort: Distort = (_name, answer) => answer,
): Run {
  const byArn = [...functions.values()].map(
    (one) => [one.plan.arn, async (payload: unknown) => distort(one.plan.name, await invoked(one, payload))] as const,
  );
  return createMachine(definitionOf(template), Object.fromEntries(byArn), inject);
}

export function definitionOf(template: Template): Definition {
  const [machine] = template.ofType('AWS::StepFunctions::StateMachine');
  const { DefinitionString, DefinitionSubstitutions = {} } = machine?.properties ?? {};
  const substitutions = template.resolve(DefinitionSubstitutions) as Record<string, string>;
  const text = template
    .text(DefinitionString)
    .replace(/\$\{([^}]+)\}/g, (whole, name: string) => substitutions[name] ?? whole);
  return JSON.parse(text) as Definition;
}

/** An error of the function is thrown under its own name, as the service tells it. */
export async function invoked(target: LambdaFunction, payload: unknown): Promise<unknown> {
  const answer = await target.invoke(payload);
  if ('payload' in answer) return answer.payload;
  throw Object.assign(new Error(answer.error.errorMessage), { name: answer.error.errorType });
}
