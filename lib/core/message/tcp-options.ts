/** The options of a TCP header (RFC 9293 section 3.2, RFC 7323, RFC 2018) in the order they were sent, which tells systems apart. */

export interface TcpOptions {
  /** In p0f's words: `mss`, `nop`, `ws`, `sok`, `sack`, `ts`, `eol+N`, `?N`. */
  layout: string[];
  mss?: number;
  scale?: number;
  timestamp?: { own: number; peer: number };
  /** Something non-zero stands behind the end of the options. */
  trailing: boolean;
  malformed: boolean;
}

const kind = { end: 0, nop: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const;

export function readTcpOptions(options: DataView): TcpOptions {
  const read: TcpOptions = { layout: [], trailing: false, malformed: false };
  let at = 0;
  while (at < options.byteLength) {
    const type = options.getUint8(at);
    if (type === kind.end) {
      endOfOptions(read, options, at);
      return read;
    }
    if (type === kind.nop) {
      read.layout.push('nop');
      at += 1;
      continue;
    }
    const length = at + 1 < options.byteLength ? options.getUint8(at + 1) : 0;
    if (length < 2 || at + length > options.byteLength) {
      read.malformed = true;
      return read;
    }
    readOption(read, type, new DataView(options.buffer, options.byteOffset + at + 2, length - 2));
    at += length;
  }
  return read;
}

function endOfOptions(read: TcpOptions, options: DataView, at: number): void {
  read.layout.push(`eol+${options.byteLength - at - 1}`);
  for (let rest = at + 1; rest < options.byteLength; rest++) {
    if (options.getUint8(rest) !== 0) read.trailing = true;
  }
}

/** An option of the wrong length keeps its place in the layout and gives no value. */
function readOption(read: TcpOptions, type: number, data: DataView): void {
  const right = (length: number): boolean => {
    if (data.byteLength !== length) read.malformed = true;
    return data.byteLength === length;
  };
  switch (type) {
    case kind.mss:
      read.layout.push('mss');
      if (right(2)) read.mss = data.getUint16(0);
      break;
    case kind.windowScale:
      read.layout.push('ws');
      if (right(1)) read.scale = data.getUint8(0);
      break;
    case kind.sackPermitted:
      read.layout.push('sok');
      right(0);
      break;
    case kind.sack:
      read.layout.push('sack');
      break;
    case kind.timestamps:
      read.layout.push('ts');
      if (right(8)) read.timestamp = { own: data.getUint32(0), peer: data.getUint32(4) };
      break;
    default:
      read.layout.push(`?${type}`);
  }
}
