/** What `citrusmail doctor` must know of a deployed stack: the CDK writes it into the control function's environment as JSON. */
export interface Facts {
  profile: 'small' | 'standard' | 'large';
  /** What mail comes in by. */
  takes: { edge: boolean; ses: boolean };
  /** Our name, which the MX records and the certificate bear. */
  hostname: string;
  /** Of the edge's load balancer. */
  edgeAddress?: string;
  /** Name of the SES receipt rule set. */
  receiptRuleSet?: string;
  /** Delivery goes out by port 25, which AWS opens only on request. */
  port25: boolean;
  /** Text messages are sent. */
  sms: boolean;
  /** US dollars that the account may spend on text messages in a month, as the settings want it. */
  smsMonthlyLimit: number;
  /** Mail of our own (digests, bounces) goes out through SES. */
  sesSending: boolean;
  /** Most megabytes of memory that a function asks for. */
  functionMemory: number;
  /** Name of the function that brings the signatures. */
  signaturesFunction?: string;
  /** URLs of the dead-letter queues. */
  deadLetterQueues: string[];
  /** ARN of the topic that the alarms go to. */
  alarmTopic?: string;
}

/** What the control function answers to `doctor.facts`. */
export interface DoctorFacts extends Facts {
  /** When the daily file of the present set of signatures was made; absent: there is no set. */
  signaturesBuilt?: number;
  /** ARN of the secret with the mailboxes' passwords. */
  mailboxSecret?: string;
  /** Names under which it holds a password. Passwords are not told. */
  passwordsOf: string[];
}

/** The operation that only the cloud has. */
export const doctorFacts = 'doctor.facts';
