import type { Challenge } from '../auth/challenge.ts'

/** What the page can offer to do about a failure. */
export type Action = 'retry' | 'sign_in' | 'step_up' | 'none'

/** A failure in the words a person needs: what happened, who can fix it, how. */
export interface Failure {
  title: string
  what: string
  who: string
  how: string
  action: Action
  /** Seconds after which a retry makes sense. */
  retryAfter?: number
  /** What has to be met, of a `step_up`. */
  challenge?: Challenge
  /** No proof that the person could give would help. */
  blocked?: true
  /** Under which the identity provider's help desk finds it. */
  correlationId?: string
}
