/** One file of a set; `key` says where the store has it. */
export interface SignatureFile {
  name: string;
  key: string;
  size: number;
  sha256: string;
}

/** A set of virus signatures that belong together. */
export interface SignatureSet {
  v: 1;
  /** Never that of another set; letters, digits, dots and dashes. */
  version: string;
  /** When it was published. */
  at: number;
  /** When its daily file was made by those who make it: what the age is counted from. */
  built: number;
  files: SignatureFile[];
}

/** Signatures as the engines read them. */
export interface SignatureReader {
  /** The present set, with all its files in place; undefined before the first. */
  current(): Promise<SignatureSet | undefined>;
  /** Writes the file to `path`, and rejects where it is not what the set promises. */
  fetch(file: SignatureFile, path: string): Promise<void>;
}

/** And as the one updater writes them: files first, the set last, so that nobody ever reads half a set. */
export interface SignatureStore extends SignatureReader {
  put(version: string, name: string, path: string): Promise<SignatureFile>;
  /** From now on this is the present set. What neither it nor the set before needs goes some time later. */
  publish(set: SignatureSet): Promise<void>;
  /** What the updater must remember between its runs, and nobody else reads; undefined before the first. */
  memory(): Promise<Uint8Array | undefined>;
  remember(bytes: Uint8Array): Promise<void>;
}
