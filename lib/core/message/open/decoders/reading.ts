/** What another decoder makes of a message: its leaves in order, to be held against the walker's. */

export interface ReadLeaf {
  type: string | undefined;
  names: string[];
  disposition: string | undefined;
  contentId: string | undefined;
  /** Transfer encoding undone, charset not. */
  bytes: Uint8Array;
}

export interface Decoder {
  name: 'mailparser' | 'postal-mime';
  version: string;
  /** Throws what the decoder throws. */
  read(raw: Uint8Array): Promise<ReadLeaf[]>;
}

/** The message is more than this decoder can be trusted with; the others have read it. */
export class TooMuch extends Error {
  override name = 'TooMuch';
}
