import type { Tool } from '@modelcontextprotocol/client'
import { linkedAccounts, registration } from '@chain-of-trust/service-kit'
import { policy, type ToolRow } from './policy.ts'

export interface PolicyTool extends ToolRow {
  /** As the MCP server knows it. */
  name: string
}

export interface ServerAccount {
  provider: string
  title: string
  scopes: readonly { value: string; description: string }[]
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
  /** The person's account that it may use; the provider's scopes, in words. */
  account?: ServerAccount
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
  const account = accountOf(name)
  return {
    name,
    title: row.title,
    resource,
    listing: row.listing,
    scopes,
    tools,
    ...(account === undefined ? {} : { account }),
  }
}

/** The row joined with the vault's access control list: a scope without words would be consented to unread. */
function accountOf(name: string): ServerAccount | undefined {
  const row = policy[name]?.account
  const allowed = linkedAccounts().find(({ application }) => application === name)
  if (row === undefined && allowed === undefined) return undefined
  const words = Object.entries(row?.scopes ?? {}).map(([value, description]) => ({ value, description }))
  const named = words.map(({ value }) => value).toSorted()
  if (row?.provider !== allowed?.provider || String(named) !== String(allowed?.scopes.toSorted())) {
    throw new Error(`policy of ${name}: its account is not as in linkedAccounts`)
  }
  return row && { provider: row.provider, title: row.title, scopes: words }
}
