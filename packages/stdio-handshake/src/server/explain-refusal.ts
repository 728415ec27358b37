import type { Refusal } from '@chain-of-trust/auth-core'

/** A refused call, as `_meta["chain-of-trust.example/refusal"]` says it; `message` is the text of the result. */
export interface CallRefusal {
  error: string
  reason: string
  /** What happened, who can fix it and how: "run `ai-host-cli login`; nothing needs restarting". */
  message: string
  /** The claims challenge, JSON text. */
  claims?: string
}

/** Puts a refusal of a call into a plain sentence and into words from closed lists. */
export function explainRefusal(_refusal: Refusal): CallRefusal {
  throw new Error('being written')
}
