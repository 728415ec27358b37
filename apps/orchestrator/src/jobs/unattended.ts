import { withheld, type Delegation } from '../delegation.ts'
import { fullScopes, type McpServer } from '../mcp-servers.ts'

type Servers = ReadonlyMap<string, McpServer>

/**
 * The part of the policy that may run with nobody present: tools that need no approval and may run twice, within the
 * delegation. Nothing that changes or shows anything to others happens without a person who says yes; and a run whose
 * process died is begun again from its start, by another replica perhaps.
 */
export function unattended(servers: Servers, delegation: Delegation | undefined): Servers {
  const left = [...servers.values()].map((server) => {
    const tools = [...server.tools].filter(
      ([, tool]) =>
        !tool.approval && tool.repeatable && withheld(delegation, server, tool.scopes).length === 0,
    )
    return { ...server, tools: new Map(tools) }
  })
  return new Map(left.filter(({ tools }) => tools.size > 0).map((server) => [server.name, server]))
}

/** What these tools need, written out as a delegation. */
export function ceilingOf(servers: Servers): Delegation {
  return Object.fromEntries([...servers.values()].map((server) => [server.name, scopesOf(server)]))
}

/** Full names, one list per server. */
export function grantScopes(servers: Servers, { delegation }: { delegation: Delegation }): string[][] {
  return [...servers.values()].flatMap((server) => {
    const scopes = delegation[server.name] ?? []
    return scopes.length === 0 ? [] : [fullScopes(server, scopes)]
  })
}

function scopesOf({ tools }: McpServer): string[] {
  return [...new Set([...tools.values()].flatMap(({ scopes }) => scopes))]
}
