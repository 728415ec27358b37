/** What an arrow of the playbook's picture says. A refusal is a state of an arrow, not a kind of its own. */
export type ArrowKind = 'trust' | 'person' | 'validation'

export interface Arrow {
  kind: ArrowKind
  /** Parties. */
  from: string
  to: string
  /** On the arrow: a few letters. */
  label: string
  refused?: boolean
}
