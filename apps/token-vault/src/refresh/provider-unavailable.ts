import type { Trouble } from './provider-answer.ts'

/** Why a token cannot be renewed just now: the provider's trouble, or our own reasons to wait. */
export type Hindrance = Trouble | 'backing_off' | 'refresh_elsewhere'

/** An outage: it says nothing of the person's grant, and is never an answer of "not linked". */
export class ProviderUnavailable extends Error {
  readonly hindrance: Hindrance
  /** Milliseconds until another attempt is worth it. */
  readonly wait: number
  /** The provider may have rotated all the same: the attempt is to be repeated even when nobody asks. */
  readonly inDoubt: boolean

  constructor(hindrance: Hindrance, wait: number, inDoubt = false) {
    super(`the provider's token endpoint: ${hindrance}`)
    this.name = 'ProviderUnavailable'
    this.hindrance = hindrance
    this.wait = wait
    this.inDoubt = inDoubt
  }
}
