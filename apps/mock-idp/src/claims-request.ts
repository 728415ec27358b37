import * as z from 'zod'
import { AUTHENTICATION_CONTEXTS } from './conditional-access/authentication-contexts.ts'
import { EntraError } from './entra-error.ts'

const Member = z
  .object({ value: z.string().optional(), values: z.array(z.string()).optional() })
  .nullable()
  .optional()

/** The `claims` parameter (OpenID Connect Core §5.5), as far as Entra ID acts on it. */
const ClaimsParameter = z.object({
  access_token: z
    .object({
      acrs: Member,
      xms_cc: Member,
      nbf: z.object({ value: z.string().regex(/^\d{1,12}$/) }).nullish(),
      auth_time: z.unknown().optional(),
      capolids: Member,
      polids: Member,
    })
    .nullable()
    .optional(),
})

export interface ClaimsRequest {
  /** Authentication contexts that the token must prove. */
  contexts: readonly string[]
  /** Conditional Access policies that a challenge named. */
  policies: readonly string[]
  /** What the client declared that it can do. `cp1`: it understands claims challenges. */
  capabilities: readonly string[]
  /** Epoch seconds: the token must not be older. */
  notBefore: number
  /** Shall the access token say when the person signed in? */
  authTime: boolean
}

const CAPABILITIES = new Set(['cp1'])
const NOTHING: ClaimsRequest = { contexts: [], policies: [], capabilities: [], notBefore: 0, authTime: false }

/**
 * @param claims JSON text
 * @throws EntraError `request_invalid`
 */
export function parseClaims(claims: string | undefined): ClaimsRequest {
  if (claims === undefined) return NOTHING
  const parsed = ClaimsParameter.safeParse(json(claims))
  if (!parsed.success) {
    throw new EntraError('request_invalid', { fill: { detail: 'claims is not a claims request' } })
  }
  const asked: NonNullable<z.infer<typeof ClaimsParameter>['access_token']> = parsed.data.access_token ?? {}
  const contexts = valuesOf(asked.acrs)
  const unknown = contexts.find((acr) => !AUTHENTICATION_CONTEXTS.has(acr))
  if (unknown !== undefined) {
    const detail = `the authentication context ${unknown} is not defined in this tenant`
    throw new EntraError('request_invalid', { fill: { detail } })
  }
  const capabilities = valuesOf(asked.xms_cc)
    .map((capability) => capability.toLowerCase())
    .filter((capability) => CAPABILITIES.has(capability))
  return {
    contexts: [...new Set(contexts)],
    policies: [...new Set([...valuesOf(asked.capolids), ...valuesOf(asked.polids)])],
    capabilities: [...new Set(capabilities)],
    notBefore: Number(asked.nbf?.value ?? 0),
    authTime: asked.auth_time !== undefined,
  }
}

/** The challenge that asks for these contexts and policies; the client sends it back as it is. */
export function challenge(asked: { contexts?: readonly string[]; policies?: readonly string[] }): string {
  const { contexts = [], policies = [] } = asked
  const acrs =
    contexts.length === 1 ? { essential: true, value: contexts[0] } : { essential: true, values: contexts }
  return JSON.stringify({
    access_token: {
      ...(contexts.length === 0 ? {} : { acrs }),
      ...(policies.length === 0 ? {} : { capolids: { essential: true, values: policies } }),
    },
  })
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
