import type { KnownControl } from '../controls/index.ts'

/** One thing that was done, and what was seen. */
export interface Evidence {
  kind: 'test' | 'attack' | 'pair' | 'probe' | 'guard'
  /** What names it: title of the test, id of the attack, pair or probe, name of the guard. */
  name: string
  /** `left out`: this machine lacks what it needs, as `seen` says. It proves nothing, and disproves nothing. */
  result: 'passed' | 'failed' | 'left out'
  /** In a sentence. */
  done: string
  /** As it came out, or what was wrong with it. */
  seen: string
  /** From the root of the repository. */
  file?: string
  /** From 1. */
  line?: number
  /** When it ended; epoch milliseconds. */
  at?: number
}

export type Status = 'proven' | 'failed' | 'excluded'

export interface JudgedControl {
  control: KnownControl
  status: Status
  evidence: readonly Evidence[]
  /** Why it is not proven; or the reason why it is excluded. */
  why: readonly string[]
}
