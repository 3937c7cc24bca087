/** What `citrusmail doctor` must know of a deployed stack: the CDK writes it into the control function's environment as JSON. */
export interface Facts {
  profile: 'small' | 'standard' | 'large';
  /** How mail comes in: by our own edge, or by SES. */
  entrance: 'edge' | 'ses';
  /** Our name, which the MX records and the certificate must bear. */
  hostname: string;
  /** With the edge: the load balancer's name. */
  edgeAddress?: string;
  /** With SES: the name of the receipt rule set. */
  receiptRuleSet?: string;
  /** Whether delivery goes out by port 25, which AWS opens only on request. */
  port25: boolean;
  /** Whether text messages are sent. */
  sms: boolean;
  /** Whether our own mail (digests, bounces) goes out through SES. */
  sesSending: boolean;
  /** Most megabytes of memory that a function asks for. */
  functionMemory: number;
  /** URLs of the dead-letter queues. */
  deadLetterQueues: string[];
  /** ARN of the topic that the alarms go to. */
  alarmTopic?: string;
}
