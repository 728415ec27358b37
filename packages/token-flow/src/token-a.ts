/**
 * Token A: the person's own word to the orchestrator.
 *
 * It names the user, is minted for the orchestrator alone, carries the one scope `access_as_user`, and is
 * bound to a key that never leaves the browser. The AI host (tier 1) holds it; an MCP server never sees it.
 */
import type { TokenProfile } from '@chain-of-trust/auth-core'
import { entraProfile, type Audience } from './entra-profile.ts'

// 1. The person signs in at the AI host and consents: authorization code with PKCE, bound to the host's key
//    (apps/ai-host/web/auth). What the host asks for:
export function tokenAScopes(orchestrator: string): string[] {
  return [`${orchestrator}/access_as_user`]
}

// 2. The host calls the orchestrator with Token A and a proof made for this one request.
export const TOKEN_A_ROUTE_SCOPES = ['access_as_user'] as const

// 3. The orchestrator verifies Token A: signature, issuer, tenant, exactly one audience, times, delegated
//    (`scp`, not `roles`), client, binding. The checks are auth-core's; this says what they compare with.
export function acceptsTokenA(audience: Audience): TokenProfile {
  return entraProfile(audience)
}
