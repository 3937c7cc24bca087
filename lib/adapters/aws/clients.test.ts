import { build } from 'esbuild';
import { afterEach, describe, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The packages of which something lands in a bundle that uses these names. */
async function bundled(names: string, from: string): Promise<Set<string>> {
  const { metafile } = await build({
    stdin: {
      contents: `import { ${names} } from './${from}'; console.log(${names});`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return new Set(files.map(([file]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? ''));
}

describe('a bundle carries the clients that it uses and no other', () => {
  const ofServices = (packages: Set<string>): string[] =>
    [...packages].filter((name) => /^@aws-sdk\/(client-|lib-)/.test(name)).toSorted();

  test.each([
    ['s3', 'clients.ts', ['@aws-sdk/client-s3']],
    ['sqs, sfn', 'clients.ts', ['@aws-sdk/client-sfn', '@aws-sdk/client-sqs']],
    ['firehose, secrets', 'clients.ts', ['@aws-sdk/client-firehose', '@aws-sdk/client-secrets-manager']],
    ['dynamo', 'dynamo-client.ts', ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb']],
  ])('%s', async (names, from, packages) => {
    expect(ofServices(await bundled(names, from))).toEqual(packages);
  });
});

describe('a client', () => {
  test('is made once', async () => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    const { s3, secrets } = await import('./clients.ts');
    expect(s3()).toBe(s3());
    expect(secrets()).toBe(secrets());
  });

  test('of the state machine has a host prefix but where the endpoint is given', async () => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    const prefixed = (await import('./clients.ts')).sfn();
    expect(prefixed.config.disableHostPrefix).toBe(false);
    vi.resetModules();
    vi.stubEnv('AWS_ENDPOINT_URL_SFN', 'http://127.0.0.1:1');
    expect((await import('./clients.ts')).sfn().config.disableHostPrefix).toBe(true);
  });
});
