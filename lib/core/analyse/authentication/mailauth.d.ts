/** mailauth's verifier below its stream: the package has types for the function around it alone. */
declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  import type { Buffer } from 'node:buffer';
  import type { dkimVerify } from 'mailauth/lib/dkim/verify.js';

  type Result = Awaited<ReturnType<typeof dkimVerify>>;

  export class DkimVerifier {
    constructor(options: Parameters<typeof dkimVerify>[1]);
    /** The header section with the empty line that ends it. */
    emitHeaders(section: Buffer): Promise<void>;
    nextChunk(body: Buffer): Promise<void>;
    finalChunk(): Promise<void>;
    readonly headerFrom: Result['headerFrom'];
    readonly fromFields: Result['fromFields'];
    readonly results: Result['results'];
    readonly arc: NonNullable<Result['arc']>;
  }
}
