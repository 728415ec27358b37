/** Who may run a tool, and with what it calls on. Plain data: this is what a security review reads. */
export interface ToolPolicy {
  /** Scopes that Token B must carry, all of them; short names. */
  readonly scopes: readonly [string, ...string[]]
  /**
   * Authentication context that the user must have satisfied, by its name in the definition's
   * `authenticationContexts`: `sharing`, never an id. Which id that is, and so which Conditional Access policy,
   * is the tenant's choice. Met by `acrs` of Token B; else a challenge asks for it.
   */
  readonly authenticationContext?: string
  /** Seconds since the user last proved who they are, at most (`auth_time`). */
  readonly maxAge?: number
  /** Token C: for which resource of the server's definition, with exactly which scopes. */
  readonly calls: { readonly resource: string; readonly scopes: readonly [string, ...string[]] }
}

/** Every scope that some row asks for: what the protected resource metadata publishes. */
export function scopesOf(policy: Readonly<Record<string, ToolPolicy>>): string[] {
  return [...new Set(Object.values(policy).flatMap(({ scopes }) => scopes))]
}

/** Rows whose authentication context has no id: nobody could satisfy them, or, worse, nobody would be asked. */
export function unmappedContexts(
  policy: Readonly<Record<string, ToolPolicy>>,
  ids: Readonly<Record<string, string>> = {},
): string[] {
  return Object.entries(policy).flatMap(([tool, { authenticationContext: name }]) =>
    name === undefined || Object.hasOwn(ids, name)
      ? []
      : [
          `${tool} needs the authentication context ${name}, which AUTHENTICATION_CONTEXTS does not map to an id`,
        ],
  )
}
