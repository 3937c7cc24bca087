/** Who may log in. */
export interface Accounts {
  /** Takes the same time whether the account exists or not; the account's canonical name where name and password are right. */
  verify(name: string, password: string): Promise<string | undefined>;
}
