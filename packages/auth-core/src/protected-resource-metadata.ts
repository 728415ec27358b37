/** RFC 9728: what a client must know to get a token for this resource. */
export interface ProtectedResource {
  /** Canonical URL, no trailing slash. */
  resource: string
  authorizationServers: readonly string[]
  /** Short names. `offline_access` does not belong here (MCP 2026-07-28). */
  scopes: readonly string[]
  name?: string
  /** Tokens must be bound to the client's key. */
  dpop: boolean
}

/** The metadata document (RFC 9728 §2). */
export function protectedResourceMetadata(description: ProtectedResource): Record<string, unknown> {
  return {
    resource: description.resource,
    authorization_servers: description.authorizationServers,
    scopes_supported: description.scopes.map((scope) => `${description.resource}/${scope}`),
    bearer_methods_supported: ['header'],
    ...(description.name === undefined ? {} : { resource_name: description.name }),
    ...(description.dpop
      ? { dpop_bound_access_tokens_required: true, dpop_signing_alg_values_supported: ['ES256'] }
      : {}),
  }
}

/**
 * Where the document lives: the well-known segment goes between host and path (RFC 9728 §3.1), so
 * `https://h/mcp` publishes at `https://h/.well-known/oauth-protected-resource/mcp`.
 */
export function protectedResourceMetadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource)
  return `${origin}/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}`
}
