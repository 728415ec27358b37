import { Refusal, verifyDpopProof, type MemoryProofs } from '@chain-of-trust/auth-core'
import { EntraError } from './entra-error.ts'
import { ENTRA_ERRORS, type EntraReason } from './entra-errors.ts'

/** The token endpoint's side of RFC 9449. */
export interface SenderConstraint {
  method: 'dpop' | 'none'
  /** For the `DPoP-Nonce` header of each answer (§8.2). */
  nonce(): string | undefined
  /**
   * The key that the client proves to hold; undefined when the constraint is switched off.
   * @param proof the `DPoP` header
   * @param url where it was sent; default: the token endpoint
   * @throws EntraError `dpop_*`
   */
  provenKey(proof: string | string[] | undefined, url?: string): Promise<string | undefined>
}

export interface SenderConstraintOptions {
  method: 'dpop' | 'none'
  /** `htu`: the configured URL. */
  tokenEndpoint: string
  proofs: MemoryProofs
  now: () => number
}

export function senderConstraint(options: SenderConstraintOptions): SenderConstraint {
  const { method, tokenEndpoint, proofs, now } = options
  if (method === 'none') return { method, nonce: () => undefined, provenKey: async () => undefined }
  return {
    method,
    nonce: () => proofs.nonce(),
    async provenKey(proof, url = tokenEndpoint) {
      try {
        const { jkt } = await verifyDpopProof({
          proof,
          method: 'POST',
          url,
          proofs,
          now,
        })
        return jkt
      } catch (error) {
        throw asEntraError(error)
      }
    },
  }
}

function asEntraError(error: unknown): unknown {
  if (!(error instanceof Refusal) || !(error.reason in ENTRA_ERRORS)) return error
  return new EntraError(error.reason as EntraReason, { cause: error })
}
