import type { Tool } from '@modelcontextprotocol/client'
import { registration } from '@chain-of-trust/service-kit'
import { policy, type ToolRow } from './policy.ts'

export interface PolicyTool extends ToolRow {
  /** As the MCP server knows it. */
  name: string
}

/** One MCP server as the orchestrator sees it: the policy's rows joined with the registration. */
export interface McpServer {
  name: string
  title: string
  /** Canonical URL: where to call, and the prefix of each scope's full name. */
  resource: string
  /** With which to ask for the tools; the server gives no tool away for it. */
  listing: string
  scopes: readonly { value: string; description: string }[]
  tools: ReadonlyMap<string, PolicyTool>
  /** Of our own: no server has to be asked for its list. */
  own?: readonly Tool[]
}

/** Every MCP server that the policy names. @throws Error when a row and the registrations disagree */
export function mcpServers(): ReadonlyMap<string, McpServer> {
  return new Map(Object.keys(policy).map((name) => [name, joined(name)]))
}

/** `resource/Scope`, as the authorization server wants it. */
export function fullScopes(server: McpServer, scopes: readonly string[]): string[] {
  return scopes.map((scope) => `${server.resource}/${scope}`)
}

function joined(name: string): McpServer {
  const row = policy[name]!
  const { resource, identifierUris, api } = registration(name)
  const scopes = (api?.oauth2PermissionScopes ?? []).map(({ value, userConsentDescription }) => ({
    value,
    description: userConsentDescription,
  }))
  const tools = new Map(Object.entries(row.tools).map(([tool, entry]) => [tool, { name: tool, ...entry }]))
  const needed = [row.listing, ...[...tools.values()].flatMap((tool) => tool.scopes)]
  const unknown = needed.filter((scope) => !scopes.some(({ value }) => value === scope))
  if (resource === undefined || !identifierUris.includes(resource) || unknown.length > 0) {
    throw new Error(`policy of ${name}: not registered: ${unknown.join(', ') || 'its resource'}`)
  }
  return { name, title: row.title, resource, listing: row.listing, scopes, tools }
}
