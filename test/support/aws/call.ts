/** What the fronts of all services share: a request as it came, what it asks for, what it is answered. Services have the names that IAM gives them. */
import type { IncomingHttpHeaders } from 'node:http';

export type Service = 's3' | 'dynamodb' | 'sqs' | 'states' | 'firehose' | 'sns' | 'secretsmanager' | 'lambda' | 'other';

export interface Request {
  method: string;
  /** As it stands in the request line. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Asked {
  /** As the API calls it: `PutObject`, `UpdateItem`. */
  operation: string;
  /** `bucket/key`, `table/pk/sk`, `table/index/name`, or the queue, stream, function, secret or telephone number. */
  target: string;
  /** What is copied, as a target. */
  source?: string;
  /** Something is different afterwards, here or in whatever it calls. */
  write: boolean;
}

export interface Call extends Asked {
  /** 1 for the first call of all. */
  n: number;
  service: Service;
  /** Bytes of the request's body. */
  bytes: number;
  /** Bytes of the answer's. */
  answered: number;
  at: number;
  /** The access key that signed: a process of its own can be given one of its own. */
  caller: string;
  /** Of the answer; absent while it works, and for ever when the connection was dropped. */
  status?: number;
  /** What DynamoDB bills for the table itself, without its indexes. */
  units?: number;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

/** One service. Called in this order for every request: `read`, `pretends`, `answer`. */
export interface Room {
  service: Service;
  read(request: Request): Asked;
  /** Why this request must fail: here it would only look done. */
  pretends(request: Request, asked: Asked): string | undefined;
  /** What it throws is a mistake of the test, and reported as such. */
  answer(request: Request, call: Call): Promise<Answer>;
  /** An error in the service's own shape. */
  refusal(status: number, code: string, message: string): Answer;
}

export type Fault = { kind: 'drop' } | { kind: 'error'; status: number; code: string; message?: string };
export type Phase = 'before' | 'after';
/** Asked before a call is executed and again before its answer goes out; what it returns comes instead. */
export type FaultHook = (call: Call, phase: Phase) => Fault | undefined | Promise<Fault | undefined>;

/** What was seen of all services together. */
export interface Book {
  calls: Call[];
  violations: string[];
  fault: FaultHook | undefined;
}
