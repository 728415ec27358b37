/** Who may run a tool, and with what it calls on. Plain data: this is what a security review reads. */
export interface ToolPolicy {
  /** Scopes that Token B must carry, all of them; short names. */
  readonly scopes: readonly [string, ...string[]]
  /** Authentication context (`acrs`) that the user must have satisfied, such as `c1`. */
  readonly acr?: string
  /** Seconds since the user last proved who they are, at most (`auth_time`). */
  readonly maxAge?: number
  /** Token C: for which resource of the server's definition, with exactly which scopes. */
  readonly calls: { readonly resource: string; readonly scopes: readonly [string, ...string[]] }
}

/** Every scope that some row asks for: what the protected resource metadata publishes. */
export function scopesOf(policy: Readonly<Record<string, ToolPolicy>>): string[] {
  return [...new Set(Object.values(policy).flatMap(({ scopes }) => scopes))]
}
