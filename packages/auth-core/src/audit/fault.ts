/** What was done to a log. */
export type FaultKind =
  | 'edited'
  | 'deleted'
  | 'inserted'
  | 'reordered'
  | 'truncated'
  /** Its last line is half a line: a crash, or a cut in the middle. */
  | 'torn'
  /** A chain that holds, but not the one that was witnessed. */
  | 'rewritten'
  | 'foreign_key'
  /** Records of another service. */
  | 'foreign_log'
  /** Something needed to verify is missing or unreadable. */
  | 'unreadable'

export interface Fault {
  kind: FaultKind
  in: 'log' | 'checkpoints'
  /** From 1; undefined where a line is missing at the end. */
  line?: number
  seq?: number
  message: string
}
