/** The token and the proof that the host hands to the local server; everything about them can be bent. */
import { randomUUID } from 'node:crypto'
import { localRegistration } from '@chain-of-trust/service-kit'
import { forgeable } from '../lab/forge.ts'
import { createProofKey, proofClaims, signProof, type ProofKey } from '../proof.ts'
import type { LiveSystem } from '../system/live-system.ts'

const WORKSPACE = localRegistration('mcp-workspace')
export const RESOURCE = WORKSPACE.identifierUris[0]!

export interface CredentialBend {
  person?: string
  /** The host's key. */
  key?: ProofKey
  /** Laid over the token's claims; `undefined` removes one. */
  claims?: Record<string, unknown>
  /** Instead of such a token. */
  accessToken?: string
  /** Laid over the claims of a right proof. */
  proof?: Record<string, unknown>
  proofHeader?: Record<string, unknown>
  /** Laid over the frame. */
  frame?: Record<string, unknown>
}

/** A token that lets write. */
export const WRITING: CredentialBend = { claims: { scp: 'Workspace.Read Workspace.Write' } }

/**
 * A token for the local server as the authorization server would write it, signed with its own key: what it says is to be
 * judged, and not its signature.
 */
export async function localToken(
  system: LiveSystem,
  { person = 'Alice', claims = {} }: CredentialBend,
  key: ProofKey,
): Promise<string> {
  const { payload } = forgeable((await system.person(person)).accessToken)
  const now = Math.floor(Date.now() / 1000)
  return system.sign({
    ...payload,
    aud: WORKSPACE.appId,
    azp: localRegistration('ai-host-cli').appId,
    scp: 'Workspace.Read',
    cnf: { jkt: key.jkt },
    uti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + 3600,
    ...claims,
  })
}

/** The `credential` frame of docs/stdio-handshake.md, one line. */
export async function credentialFrame(
  system: LiveSystem,
  nonce: string,
  bend: CredentialBend,
): Promise<string> {
  const key = bend.key ?? (await createProofKey())
  const token = bend.accessToken ?? (await localToken(system, bend, key))
  const claims = { ...proofClaims({ method: 'STDIO', url: RESOURCE, token, nonce }), htu: RESOURCE }
  const proof = await signProof(key, { ...claims, ...bend.proof }, bend.proofHeader)
  return JSON.stringify({
    stdio_handshake: 1,
    type: 'credential',
    access_token: token,
    proof,
    ...bend.frame,
  })
}

/** The `revoked` frame: a proof without a token. */
export async function revokedFrame(key: ProofKey, nonce: string, at: number): Promise<string> {
  const claims = {
    ...proofClaims({ method: 'STDIO', url: RESOURCE, token: undefined, nonce }),
    htu: RESOURCE,
  }
  const proof = await signProof(key, claims)
  return JSON.stringify({ stdio_handshake: 1, type: 'revoked', at, event: 'session-revoked', proof })
}
