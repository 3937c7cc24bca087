/** The state machine's names, shared by its definition, its functions and the rehearsal. State names are unique in the whole machine. */
export const states = {
  open: 'Open',
  afterOpen: 'What is next',
  examine: 'Examine',
  clamav: 'ClamAV',
  clamavFailed: 'ClamAV failed',
  yara: 'YARA',
  yaraFailed: 'YARA failed',
  content: 'Content',
  contentFailed: 'Content failed',
  decide: 'Decide',
  openFailed: 'Open failed',
  done: 'Done',
} as const;

/** The functions that examine, and what each runs. */
export const examinerFunctions = {
  clamav: ['antivirus/clamav'],
  yara: ['antivirus/yara'],
  content: ['antivirus/documents', 'attachments', 'authentication', 'wire', 'spam'],
} as const;
export type ExaminerFunction = keyof typeof examinerFunctions;

/** An error of this name says that an engine is not there: tried again within the run, then the message waits. */
export const engineUnavailable = 'EngineUnavailable';

/** Errors of the Lambda service itself: the function did not run, or nobody knows whether it did. */
export const serviceErrors = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
] as const;

/** Bytes of JSON that one function may add to the state; more goes to `scratch/`. The whole may hold 256 KB. */
export const parcelLimit = 20_000;
