/** The functions: folder `lambdas/NAME/`, exports `handler`. Memory in megabytes decides processor share and price. */
export const functions = {
  /** Runs the filter over each message of the start queue. */
  start: { memory: 256 },
  open: { memory: 1024 },
  /** What a new account may have at most. */
  clamav: { memory: 3008 },
  yara: { memory: 1024 },
  content: { memory: 1024 },
  decide: { memory: 512 },
  deliver: { memory: 512 },
  /** Every minute: what is due, and what others left undone. */
  sweep: { memory: 256 },
  /** Every hour: ClamAV's signatures into the bucket. freshclam tries them, and then we do: each needs 1.3 GB. */
  signatures: { memory: 3008 },
  /** On the notice of SES's receipt rule. */
  ses: { memory: 256 },
  /** What an operator's command asks for (wiring/control.ts). */
  control: { memory: 1024 },
} as const;
export type FunctionName = keyof typeof functions;
