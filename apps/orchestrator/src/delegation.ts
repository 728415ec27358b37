import { InvalidRequest } from './invalid-request.ts'
import type { McpServer } from './mcp-servers.ts'
import type { RefusalOutput } from './tools/tool-output.ts'

/**
 * What the person lets the agent use in this conversation: server name → scopes. It can only narrow the
 * policy: the person's word is a ceiling, never a grant.
 */
export type Delegation = Readonly<Record<string, readonly string[]>>

/** Names in a delegation that nothing answers to are a mistake worth hearing about. @throws InvalidRequest */
export function checkDelegation(delegation: Delegation, servers: ReadonlyMap<string, McpServer>): void {
  for (const [name, scopes] of Object.entries(delegation)) {
    const server = servers.get(name)
    if (server === undefined) throw new InvalidRequest(`delegation: there is no MCP server ${quoted(name)}`)
    const known = server.scopes.map(({ value }) => value)
    const unknown = scopes.find((scope) => !known.includes(scope))
    if (unknown !== undefined) {
      throw new InvalidRequest(`delegation.${name}: there is no scope ${quoted(unknown)}`)
    }
  }
}

/**
 * Those of `scopes` that are not delegated. No delegation at all: the person narrowed nothing. A server that
 * a delegation leaves out is delegated nothing.
 */
export function withheld(
  delegation: Delegation | undefined,
  server: McpServer,
  scopes: readonly string[],
): string[] {
  if (delegation === undefined) return []
  const allowed = Object.hasOwn(delegation, server.name) ? delegation[server.name]! : []
  return scopes.filter((scope) => !allowed.includes(scope))
}

/** For the person: what was asked of them and not given. */
export function notDelegated(server: McpServer, missing: readonly string[]): RefusalOutput {
  const descriptions = server.scopes.filter(({ value }) => missing.includes(value))
  const what = descriptions.map(({ value, description }) => `“${description}” (${value})`).join(', ')
  return {
    by: 'orchestrator',
    reason: `You have not delegated the permission ${what} in this conversation.`,
    error: 'not_delegated',
    remedy: 'widen_delegation',
    actor: 'user',
    scopes: [...missing],
  }
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 64))
}
