import { dpopNonces } from './dpop-nonce.ts'
import { Refusal } from './refusal.ts'
import { memoryReplayCache } from './replay-cache.ts'

/** A proof that is good but for what only the memory knows. */
export interface ProofUse {
  /** Thumbprint of the key that signed it. */
  readonly jkt: string
  /** Its own identifier: the caller's text, up to 256 characters. */
  readonly jti: string
  /** The `nonce` claim, if it has one. */
  readonly nonce: string | undefined
  /** Epoch seconds after which the proof is refused for its age, and its use may be forgotten. */
  readonly expiresAt: number
}

export type ProofVerdict =
  | { readonly outcome: 'first_use' }
  | { readonly outcome: 'replayed' }
  /** It carries none of our nonces: the client may come again with this one. */
  | { readonly outcome: 'nonce_required'; readonly nonce: string }

/**
 * What a server keeps so that a DPoP proof is good for one request (RFC 9449 §8, §9, §11.1): its nonces, and the
 * proofs that it has seen. One interface for both, because they may only be lost together: a memory that forgot the
 * proofs and still accepts their nonces would let each of them pass once more.
 */
export interface ProofMemory {
  /**
   * The nonce for the `DPoP-Nonce` header of an answer; undefined where none is asked for.
   * @throws Refusal `replay_memory_unavailable`
   */
  nonce(): string | undefined | Promise<string | undefined>
  /**
   * Checks the nonce and records the use, in one atomic step: of many requests with the same proof, at whichever
   * replica, exactly one hears `first_use`.
   * @throws Refusal `replay_memory_unavailable` (503): what cannot be recorded is not let in
   */
  use(proof: ProofUse): ProofVerdict | Promise<ProofVerdict>
}

export interface MemoryProofsOptions {
  /** Proofs remembered at one time. */
  max?: number
  /** Seconds: a nonce lives between one and two of these. */
  window?: number
  /** Whether nonces are asked for. */
  nonces?: boolean
  /** Epoch seconds. */
  now?: () => number
}

/** Answers at once. */
export interface MemoryProofs extends ProofMemory {
  nonce(): string | undefined
  use(proof: ProofUse): ProofVerdict
}

/**
 * The memory of one process; its end takes the nonces with it. When it is full of live proofs, requests are refused:
 * to forget one early would let it pass again.
 */
export function memoryProofs(options: MemoryProofsOptions = {}): MemoryProofs {
  const { max = 200_000, window = 300, now = () => Date.now() / 1000 } = options
  const nonces = options.nonces === false ? undefined : dpopNonces(undefined, { window, now })
  const replay = memoryReplayCache({ max, now })
  return {
    nonce: () => nonces?.issue(),
    use({ jkt, jti, nonce, expiresAt }) {
      if (nonces !== undefined && (nonce === undefined || !nonces.accepts(nonce)))
        return { outcome: 'nonce_required', nonce: nonces.issue() }
      try {
        // The key is part of the identifier: one client cannot burn another's jti.
        return { outcome: replay.seen(`${jkt} ${jti}`, expiresAt) ? 'replayed' : 'first_use' }
      } catch (cause) {
        throw new Refusal('replay_memory_unavailable', { retryAfter: 1, detail: 'full', cause })
      }
    },
  }
}
