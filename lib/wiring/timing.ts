/** Times that the resources and the code must agree on, in seconds. */
const machine = 240;
const start = machine + 30;

export const timing = {
  /** One run of the state machine. An Express execution ends after 5 minutes whatever it does. */
  machine,
  /** The start function waits for the run. */
  start,
  /** AWS: at least six times what a receiver may take. */
  startVisibility: 6 * start,
  open: 60,
  /** From cold it loads signatures for half a minute. */
  clamav: 120,
  examiner: 60,
  decide: 30,
  /** RFC 5321 section 4.5.3.2.6 would wait 10 minutes for the reply to the final dot. */
  deliver: 14 * 60,
  deliveryVisibility: 6 * 14 * 60,
  sweep: 120,
  control: 300,
  /** A whole new set of signatures from a slow mirror. */
  signatures: 600,
  /** One notice of SES: a message from one place in the bucket to another. */
  ses: 60,
  /** Queues keep for 14 days, the longest that SQS does. */
  queueRetention: 14 * 24 * 60 * 60,
  /** Fargate kills 120 s after SIGTERM at the latest. */
  drain: 110,
} as const;

/** Receives of one SQS message before it goes to the dead-letter queue. */
export const maxReceives = 5;
