/** The header section of a message as a list (RFC 5322 section 2.2): order and repetition are evidence, so no map. */

export interface HeaderField {
  /** Lower case. */
  name: string;
  /** Unfolded, trimmed, not decoded; bytes above 127 read as UTF-8 where they are UTF-8, else as Windows-1252. */
  value: string;
  /** Where the field stands in the message: from its name to the end of its line end. */
  start: number;
  end: number;
}

export class Header {
  readonly fields: readonly HeaderField[];
  /** Where the body begins, behind the empty line. */
  readonly bodyStart: number;
  constructor(fields: readonly HeaderField[], bodyStart: number) {
    this.fields = fields;
    this.bodyStart = bodyStart;
  }

  /** The values of all fields of this name (lower case), in order. */
  all(name: string): string[] {
    return this.fields.filter((field) => field.name === name).map((field) => field.value);
  }

  /** The first value, the one nearest the top. */
  first(name: string): string | undefined {
    return this.fields.find((field) => field.name === name)?.value;
  }
}
