import * as z from 'zod'
import { AUTHENTICATION_CONTEXTS } from './conditional-access.ts'
import { EntraError } from './entra-error.ts'

const Member = z
  .object({ value: z.string().optional(), values: z.array(z.string()).optional() })
  .nullable()
  .optional()

/** The `claims` parameter (OpenID Connect Core §5.5), as far as Entra ID acts on it. */
const ClaimsParameter = z.object({
  access_token: z.object({ acrs: Member, xms_cc: Member }).nullable().optional(),
})

export interface ClaimsRequest {
  /** Authentication contexts that the token must prove. */
  acrs: readonly string[]
  /** What the client declared that it can do. `cp1`: it understands claims challenges. */
  capabilities: readonly string[]
}

const CAPABILITIES = new Set(['cp1'])

/**
 * @param claims JSON text
 * @throws EntraError `request_invalid`
 */
export function parseClaims(claims: string | undefined): ClaimsRequest {
  if (claims === undefined) return { acrs: [], capabilities: [] }
  const parsed = ClaimsParameter.safeParse(json(claims))
  if (!parsed.success) {
    throw new EntraError('request_invalid', { fill: { detail: 'claims is not a claims request' } })
  }
  const acrs = valuesOf(parsed.data.access_token?.acrs)
  const unknown = acrs.find((acr) => !AUTHENTICATION_CONTEXTS.has(acr))
  if (unknown !== undefined) {
    const detail = `the authentication context ${unknown} is not defined in this tenant`
    throw new EntraError('request_invalid', { fill: { detail } })
  }
  const capabilities = valuesOf(parsed.data.access_token?.xms_cc)
    .map((capability) => capability.toLowerCase())
    .filter((capability) => CAPABILITIES.has(capability))
  return { acrs: [...new Set(acrs)], capabilities: [...new Set(capabilities)] }
}

/** The challenge that asks for these contexts; the client sends it back as it is. */
export function acrsChallenge(acrs: readonly string[]): string {
  const member = acrs.length === 1 ? { essential: true, value: acrs[0] } : { essential: true, values: acrs }
  return JSON.stringify({ access_token: { acrs: member } })
}

function valuesOf(member: z.infer<typeof Member>): string[] {
  return [...(member?.value === undefined ? [] : [member.value]), ...(member?.values ?? [])]
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
