/** A token and a proof on one request; everything about it can be bent. */
import { send, type Answer, type HttpRequest } from './http.ts'
import { proofClaims, signProof, type ProofKey } from './proof.ts'

export interface Presentation extends HttpRequest {
  /** Absent: none, as at a token endpoint. */
  token?: string | undefined
  scheme?: 'DPoP' | 'Bearer'
  /** Signs the proof. */
  key: ProofKey
  /** Laid over the claims of a right proof; `undefined` removes one. */
  proof?: Record<string, unknown>
  /** Laid over its header. */
  proofHeader?: Record<string, unknown>
  /** Instead of a proof: other ones; `[]`: none. */
  dpop?: string[]
}

/** By origin: what the last answer said (RFC 9449 §8.2). */
const nonces = new Map<string, string>()

/** Sends it, and once more with the server's nonce if that is asked for and nobody has bent it. */
export async function present(url: string, presentation: Presentation): Promise<Answer> {
  const first = await attempt(url, presentation)
  const bent = presentation.dpop !== undefined || 'nonce' in (presentation.proof ?? {})
  return first.error === 'use_dpop_nonce' && !bent ? attempt(url, presentation) : first
}

/** The proof that `present` would send. */
export async function proofFor(url: string, presentation: Presentation): Promise<string> {
  const { key, method, body, token, proof, proofHeader } = presentation
  const claims = proofClaims({
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url,
    token,
    nonce: nonces.get(new URL(url).origin),
  })
  return signProof(key, { ...claims, ...proof }, proofHeader)
}

async function attempt(url: string, presentation: Presentation): Promise<Answer> {
  const { method, body, port, enough, token, scheme = 'DPoP', dpop } = presentation
  const proofs = dpop ?? [await proofFor(url, presentation)]
  const answer = await send(url, {
    ...(method === undefined ? {} : { method }),
    ...(port === undefined ? {} : { port }),
    ...(enough === undefined ? {} : { enough }),
    body,
    headers: {
      ...(token === undefined ? {} : { authorization: `${scheme} ${token}` }),
      ...(proofs.length === 0 ? {} : { dpop: proofs }),
      ...presentation.headers,
    },
  })
  const nonce = answer.headers['dpop-nonce']
  if (nonce !== undefined) nonces.set(new URL(url).origin, nonce)
  return answer
}
