import { jwtVerify } from 'jose'
import { importProofKey, readProofKey } from './dpop-key-cache.ts'
import { equalInConstantTime } from './equal-in-constant-time.ts'
import type { ProofMemory } from './proof-memory.ts'
import { Refusal } from './refusal.ts'
import type { Secret } from './secret.ts'
import { tokenDigest } from './token-digest.ts'

export interface DpopProofRequest {
  /** The `DPoP` header as received: an array or a comma means that there were two. */
  proof: string | string[] | undefined
  method: string
  /** Canonical URI of the endpoint, from configuration. Never from the Host header, which the caller writes. */
  url: string
  /** The access token presented with the proof; absent at a token endpoint. */
  accessToken?: Secret
  /** `tokenDigest` of the access token, where it is at hand already. */
  ath?: string
  /** The token's `cnf.jkt`; absent at a token endpoint. */
  jkt?: string
  /** Our nonces, and the proofs that were used. */
  proofs: ProofMemory
  /** Epoch seconds. */
  now?: () => number
}

/** Seconds around now within which `iat` must lie. MSAL rounds up, so the future needs some room too. */
const LIFETIME = 60
const SKEW = 5
/** Characters: a proof has one fixed shape, and no reason to be longer. */
const MAX_LENGTH = 4096

/**
 * Verifies a DPoP proof by the twelve checks of RFC 9449 §4.3, numbered as there.
 * @returns the thumbprint of the key that signed it (`jkt`, RFC 7638, base64url)
 * @throws Refusal `dpop_proof_missing`, `dpop_proof_invalid`, `dpop_proof_replayed`, `dpop_nonce_required`,
 *   `binding_mismatch`, `replay_memory_unavailable`
 */
export async function verifyDpopProof(request: DpopProofRequest): Promise<{ jkt: string }> {
  const now = request.now ?? (() => Date.now() / 1000)
  const invalid = (detail: string, cause?: unknown) => new Refusal('dpop_proof_invalid', { detail, cause })

  // 1. Exactly one DPoP header field.
  if (request.proof === undefined) throw new Refusal('dpop_proof_missing')
  if (Array.isArray(request.proof) || request.proof.includes(',')) throw invalid('more than one proof')

  if (request.proof.length > MAX_LENGTH) throw invalid('too long')

  // 2. One well-formed JWT. 4. typ. 5. Asymmetric algorithm we allow. 6. The signature verifies with the
  // embedded key. 7. That key is a public one.
  let jkt = ''
  const { payload } = await jwtVerify(
    request.proof,
    ({ jwk }) => {
      const key = readProofKey(jwk)
      if (key === undefined) throw invalid('no public P-256 key in the proof')
      jkt = key.jkt
      return importProofKey(key)
    },
    { typ: 'dpop+jwt', algorithms: ['ES256'], currentDate: new Date(now() * 1000) },
  ).catch((error: unknown) => {
    throw error instanceof Refusal ? error : invalid('signature, type or algorithm', error)
  })

  // 3. All required claims.
  const { jti, htm, htu, iat, nonce, ath } = payload
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) throw invalid('jti')
  if (typeof iat !== 'number') throw invalid('iat')

  // 8. The method. 9. The URL, without query and fragment.
  if (htm !== request.method) throw invalid('htm')
  if (typeof htu !== 'string' || !sameEndpoint(htu, request.url)) throw invalid('htu')

  // 11. Fresh. Before the nonce, so that a recorded old proof does not earn its sender a nonce.
  if (iat > now() + SKEW || iat < now() - LIFETIME) throw invalid('iat')

  // 12a. Bound to this token: a proof made for another one says nothing.
  const expected = request.ath ?? (request.accessToken && tokenDigest(request.accessToken))
  if (expected !== undefined && (typeof ath !== 'string' || !equalInConstantTime(ath, expected)))
    throw invalid('ath')

  // 12b. Made by the key that the token is bound to.
  if (request.jkt !== undefined && !equalInConstantTime(jkt, request.jkt))
    throw new Refusal('binding_mismatch')

  // 10. Our nonce, where we ask for one. RFC 9449 §11.1: once. Last, so that only proofs that would have passed take
  // room in the memory.
  const given = typeof nonce === 'string' ? nonce : undefined
  const verdict = await request.proofs.use({ jkt, jti, nonce: given, expiresAt: iat + LIFETIME + SKEW })
  if (verdict.outcome === 'nonce_required') throw new Refusal('dpop_nonce_required', { nonce: verdict.nonce })
  if (verdict.outcome === 'replayed') throw new Refusal('dpop_proof_replayed')
  return { jkt }
}

function sameEndpoint(htu: string, canonical: string): boolean {
  if (!URL.canParse(htu)) return false
  const given = new URL(htu)
  const known = new URL(canonical)
  // `api://GUID` has none, and an empty path: by origin and path, every resource of that form would be the same one.
  if (given.origin === 'null' || known.origin === 'null') return htu === canonical
  return given.origin === known.origin && given.pathname === known.pathname
}
