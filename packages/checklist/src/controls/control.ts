import type { StandardReference } from './standards.ts'

/** One point of the playbook that can be proven or not. Its evidence names it: tests by tag, attacks and probes by id. */
export interface Control {
  /** Tag of the tests that prove it; stable, for auditors' papers cite it. */
  id: string
  title: string
  /** The point, in our words. */
  text: string
  /** Where the playbook asks for it. */
  source: PlaybookSection
  /** Requirements of others that it helps to meet. */
  standards: readonly StandardReference[]
  /** What a repository cannot prove, and why. Absent: it must be proven. */
  excluded?: string
}

export type PlaybookSection =
  | 'Tiered trust topology'
  | 'Pattern 1: OBO flow'
  | 'Pattern 2: STDIO handshake'
  | 'Pattern 3: Account linking'
  | 'Claim challenge loop'
  | 'Checklist: pre-deployment'
  | 'Checklist: runtime'
  | 'Common pitfalls'
  | 'Related patterns'
