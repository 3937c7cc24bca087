/** What became of a text message: on its way; refused, and it would be again; or not now. `why` names neither number nor text. */
export type Sent =
  | { outcome: 'sent'; id: string }
  | { outcome: 'refused'; why: string }
  | { outcome: 'later'; why: string };

export interface TextSender {
  /**
   * One request to whoever sends text messages, and no second one: where the answer is lost, nobody knows whether it was sent. `phone` is in
   * E.164 form. What network and remote do wrong is a result, and so is a signal that fires; a throw is a defect of ours.
   */
  send(phone: string, text: string, signal: AbortSignal): Promise<Sent>;
}
