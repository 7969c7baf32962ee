/** A record of a bill that was not understood, and why. One is enough to make the run incomplete. */
export interface RejectedLine {
  /** File path or page name, as the source gives it. */
  readonly file: string
  /** Data record in the file, counted from 1; the heading does not count. */
  readonly record: number
  readonly column: string
  /** What stood there, as it stood. */
  readonly value: string
  /** What was expected: "is not a decimal number". */
  readonly reason: string
}
