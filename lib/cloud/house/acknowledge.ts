/** What cdk-nag finds and we keep, each with its reason. Every room has a file of these. */
import { type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

export type Reasons = Record<string, string>;

export function acknowledge(scope: Construct, reasons: Reasons): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(scope).acknowledge({ id, reason });
}

/** How cdk-nag names a resource of the template in a finding. */
export function named(construct: IConstruct): string {
  const element = construct.node.defaultChild as CfnElement;
  return String(Stack.of(construct).resolve(element.logicalId));
}
