/** What every test of the edge stands on: the emulators with a directory, a mailbox and a certificate, and edges to be started. */
import { vi } from 'vitest';

import { dynamoStores, type DynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Mailboxes } from '#adapters/aws/s3-mailboxes.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import type { Envelope } from '#core/message/envelope.ts';
import type { Certificate } from '#servers/self-signed.ts';
import { variables } from '#wiring/variables.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { certificate, password } from './clients.ts';
import { type EdgeTask, launchEdge, type LaunchedEdge } from './edge-task.ts';

export class Scene {
  readonly aws: Aws;
  readonly stores: DynamoStores;
  readonly messages: S3Messages;
  readonly mailboxes: S3Mailboxes;
  readonly #launched: LaunchedEdge[] = [];

  private constructor(aws: Aws) {
    this.aws = aws;
    this.stores = dynamoStores({ ...aws, clock: Date.now });
    this.messages = new S3Messages(aws.bucket);
    this.mailboxes = new S3Mailboxes({ ...aws, clock: Date.now });
  }

  static async open(): Promise<Scene> {
    const aws = await startAws();
    for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
    const scene = new Scene(aws);
    const none = await scene.stores.rules.current();
    const domains = [{ name: 'example.test', route: 'mailbox' as const, recipients: ['alice'] }];
    const accounts = [{ address: 'alice@example.test', password: 'secret:alice' }];
    await scene.stores.rules.put({ ...none, version: 1, directory: { v: 1, domains, mailboxes: accounts } });
    scene.secret(variables.mailboxSecret, JSON.stringify({ alice: password }));
    scene.show(certificate);
    return scene;
  }

  secret(name: typeof variables.mailboxSecret | typeof variables.certificateSecret, text: string): void {
    this.aws.secrets.set(this.aws.variables[name]!, text);
  }

  /** In the secret of the certificate. */
  show({ cert, key }: Certificate): void {
    this.secret(variables.certificateSecret, JSON.stringify({ certificate: cert, key }));
  }

  async launch(more: Record<string, string> = {}, file?: string): Promise<LaunchedEdge> {
    const edge = await launchEdge(this.aws, more, file);
    this.#launched.push(edge);
    return edge;
  }

  async start(more: Record<string, string> = {}): Promise<EdgeTask> {
    return (await this.launch(more)).ready;
  }

  async committed(): Promise<Envelope[]> {
    const keys = [...(await this.aws.objects()).keys()].filter((key) => key.startsWith('incoming/'));
    const ids = keys.map((key) => key.replace(/^.*\/|\.eml$/g, ''));
    const envelopes = await Promise.all(ids.map((id) => this.messages.envelope(id)));
    return envelopes.filter((envelope) => envelope !== undefined);
  }

  /** Of the message in `incoming/` that has this text in it. */
  async bytesWith(text: string): Promise<string | undefined> {
    const objects = [...(await this.aws.objects())].filter(([key]) => key.startsWith('incoming/'));
    return objects.map(([, { body }]) => body.toString('latin1')).find((body) => body.includes(text));
  }

  /** For `afterEach`. */
  settle(): void {
    this.aws.fault = undefined;
    this.aws.assertHonest();
  }

  async close(): Promise<void> {
    for (const { pid } of this.#launched) kill(pid);
    await Promise.all(this.#launched.map(({ ended }) => ended));
    await this.aws.close();
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
