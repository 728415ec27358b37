import type { Tool } from '@modelcontextprotocol/client'
import { LRUCache } from 'lru-cache'
import type { McpServer } from './mcp-servers.ts'
import type { Principal, ToolCalls } from './tool-call.ts'

/** Milliseconds. */
const FRESH = 60_000

/** The tools that a server offers this person, asked for with their own token. */
export type ToolLists = (caller: Principal, server: McpServer, scope: string) => Promise<Tool[]>

/**
 * Keeps each list for a minute, for the one person whose token fetched it: a list may differ from person to
 * person (MCP 2026-07-28, `cacheScope: private`). Failures are not kept.
 */
export function createToolLists(calls: ToolCalls): ToolLists {
  const kept = new LRUCache<string, Tool[]>({ max: 1000, ttl: FRESH })
  return async (caller, server, scope) => {
    const { tid, oid } = caller.token
    const key = JSON.stringify([tid, oid, server.name, scope])
    const known = kept.get(key)
    if (known !== undefined) return known
    const tools = await calls.list(caller, server, scope)
    kept.set(key, tools)
    return tools
  }
}
