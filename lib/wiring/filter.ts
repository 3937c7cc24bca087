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

/** What the machine is started with: `run` names this run in leases; `rescan` is the number of a new scan of a message that is decided already. */
export interface FilterInput {
  id: string;
  run: string;
  rescan?: number;
}

/**
 * Where answers stand in the machine's state. Every function is given the whole of it. Open answers with `next`; what a Catch caught stands in
 * Open's place as `{error}`, in the place of an examiner's answer as `{examiner, error}`: the error's name. The output of the machine is Decide's answer, or
 * Open's where nothing is to be done: `{outcome}`, and of a new scan `{evidence}`, a parcel.
 */
export const places = { opened: '$.opened', openError: '$.opened.error', examined: '$.examined' } as const;

/** What follows Open: Examine; Decide at once; or nothing. */
export const openNext = ['examine', 'decide', 'done'] as const;

/** An error of this name says that an engine is not there: tried again within the run, then the message waits. */
export const engineUnavailable = 'EngineUnavailable';

/** Errors of the Lambda service itself: the function did not run, or nobody knows whether it did. */
export const serviceErrors = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
] as const;

/** The function could not be loaded: it has seen no message, and none is to blame. */
export const loadErrors = [
  'Runtime.ImportModuleError',
  'Runtime.HandlerNotFound',
  'Runtime.MalformedHandlerName',
  'Runtime.UserCodeSyntaxError',
  'Runtime.InvalidEntrypoint',
] as const;

/** A value on its way from one function to another: itself, or, too large for the state, its key. */
export type Parcel = { value: unknown } | { key: string };

/** Bytes of JSON that one function may add to the state; more goes to `scratch/`. The whole may hold 256 KB. */
export const parcelLimit = 20_000;
