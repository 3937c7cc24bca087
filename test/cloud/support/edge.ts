/** The edge task of the template: its bundle, its variables, its role. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { variables } from '#wiring/variables.ts';

import { type EdgeTask, launchEdge } from '../../edge/edge-task.ts';
import type { Assembly } from './assembly.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Resource } from './template.ts';

export interface EdgeOfTemplate extends EdgeTask {
  /** Logical id of the role that its calls are made under; they are signed with it. */
  role: string;
}

interface Container {
  Name: string;
  Command: unknown[];
  Environment?: { Name: string; Value: unknown }[];
}

export async function startEdgeOf({ folder, template }: Assembly, { aws }: Rehearsal): Promise<EdgeOfTemplate> {
  const [definition] = template.ofType('AWS::ECS::TaskDefinition');
  if (!definition) throw new Error('the template has no edge task');
  const [fetch, edge] = ['fetch', 'edge'].map((name) => container(definition, name)) as [Container, Container];
  const environment = Object.fromEntries(
    (edge.Environment ?? []).map(({ Name, Value }) => [Name, template.text(Value)]),
  );
  const role = template.target(definition.properties['TaskRoleArn']) ?? '';
  const code = await unpack(folder, template.text(fetch.Command[0]));
  const task = await launchEdge(
    { ...aws, variables: {} },
    // The ClamAV of the task is built for its processor, not for this one's.
    { ...environment, ...aws.env, AWS_ACCESS_KEY_ID: role, [variables.edgeClamav]: '' },
    join(code, 'index.mjs'),
  );
  return { ...(await task.ready), role };
}

function container({ properties }: Resource, name: string): Container {
  const found = (properties['ContainerDefinitions'] as Container[]).find(({ Name }) => Name === name);
  if (!found) throw new Error(`the task has no container ${name}`);
  return found;
}

/** What the first container fetches, unpacked as the second does it. */
async function unpack(folder: string, command: string): Promise<string> {
  const hash = /\/([0-9a-f]{64})\.gz \/code\/edge\.tar\.gz/.exec(command)?.[1];
  const code = join(folder, 'edge');
  mkdirSync(code);
  await promisify(execFile)('tar', ['-xzf', join(folder, `asset.${hash}.tar.gz`), '-C', code]);
  return code;
}
