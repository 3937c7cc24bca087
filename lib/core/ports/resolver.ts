/** `dns.resolve(name, type)` of Node in shape: TXT gives string[][], MX {exchange, priority}[], A, AAAA and PTR string[]. */
export type RecordType = 'A' | 'AAAA' | 'MX' | 'TXT' | 'PTR' | 'CNAME' | 'NS';

/**
 * Rejects with an Error whose `code` is `ENOTFOUND` or `ENODATA` where the name or the record surely does not exist; any other
 * rejection means that nothing is known. Answers within a bounded time and fails fast once DNS is seen to be away (promise 2: mail flows).
 */
export type Resolver = (name: string, type: RecordType) => Promise<unknown[]>;
