import type { ChatModel } from './agent/model.ts'
import type { McpServer } from './mcp-servers.ts'

export interface Catalogue {
  model: { id: string; label: string; rehearsed: boolean }
  servers: {
    name: string
    title: string
    scopes: { value: string; description: string }[]
    tools: { name: string; title: string; description: string; scopes: string[]; approval: boolean }[]
    /** The person's account outside of the tenant that the server works with. */
    account?: { provider: string; title: string; scopes: { value: string; description: string }[] }
  }[]
}

/** What the host shows: the model, and what the policy allows. Asks no MCP server. */
export function catalogueOf({ id, label, rehearsed }: ChatModel, servers: Iterable<McpServer>): Catalogue {
  return {
    model: { id, label, rehearsed },
    servers: [...servers].map(({ name, title, scopes, tools, account }) => {
      const used = new Set([...tools.values()].flatMap((tool) => tool.scopes))
      return {
        name,
        title,
        scopes: scopes.filter(({ value }) => used.has(value)),
        tools: [...tools.values()].map((tool) => ({ ...tool, scopes: [...tool.scopes] })),
        ...(account === undefined ? {} : { account: { ...account, scopes: [...account.scopes] } }),
      }
    }),
  }
}
