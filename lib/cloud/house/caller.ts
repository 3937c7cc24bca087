/** Who is given rights and the variables that go with them: a function, or the edge's task. */
import * as iam from 'aws-cdk-lib/aws-iam';

import type { Variable } from '#wiring/variables.ts';

export interface Caller {
  readonly rights: iam.Role;
  /** Sets a variable of its environment. */
  variable(name: Variable, value: string): void;
}

/** Exactly these actions on exactly these resources. */
export function allow(caller: Caller, actions: string[], resources: string[]): void {
  caller.rights.addToPolicy(new iam.PolicyStatement({ actions, resources }));
}
