/** The transmitter as a receiver asks it: with a token of its own, in nobody's name. */
import { registration, registrations } from '@chain-of-trust/service-kit'
import type { Answer } from '../http.ts'
import { present, type Presentation } from '../presentation.ts'
import { createProofKey, type ProofKey } from '../proof.ts'
import type { LiveSystem, Tier } from './live-system.ts'
import { tokenIn, type Parameters } from './sign-in.ts'

const { authority, tenant } = registrations()
const STREAMS = `${authority}/${tenant.id}/ssf`
const ALL_ROLES = `${registration('security-events').identifierUris[0]}/.default`

export interface ApplicationToken {
  token: string
  key: ProofKey
}

/** RFC 6749 §4.4, as this tier. */
export function clientCredentials(
  system: LiveSystem,
  tier: Tier,
  key: ProofKey,
  bend: Parameters = {},
): Promise<Answer> {
  return system.requestAs(tier, key, { grant_type: 'client_credentials', scope: ALL_ROLES, ...bend })
}

/** A tier's token for its stream of security events: the one application permission that there is. */
export async function applicationToken(system: LiveSystem, tier: Tier): Promise<ApplicationToken> {
  const key = await createProofKey()
  return { key, token: tokenIn(await clientCredentials(system, tier, key)) }
}

/** Asks whether there is anything (RFC 8936 §2.4), and takes nothing. */
export function poll(presentation: Presentation): Promise<Answer> {
  return present(`${STREAMS}/poll`, { body: { maxEvents: 0, returnImmediately: true }, ...presentation })
}

/** Asks for an event about a stream (SSF 1.0 §8.1.4.2). */
export function verify(presentation: Presentation, stream: Tier): Promise<Answer> {
  return present(`${STREAMS}/verify`, { body: { stream_id: registration(stream).appId }, ...presentation })
}
