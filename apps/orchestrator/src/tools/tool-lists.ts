import { concerns, type Revocations, type Subject } from '@chain-of-trust/auth-core'
import type { Tool } from '@modelcontextprotocol/client'
import { LRUCache } from 'lru-cache'
import type { McpServer } from '../mcp-servers.ts'
import type { Principal, ToolCalls } from './tool-call.ts'

/** Milliseconds. */
const FRESH = 60_000

/** The tools that a server offers this person, asked for with their own token. */
export type ToolLists = (caller: Principal, server: McpServer, scope: string) => Promise<Tool[]>

/**
 * Keeps each list for a minute, for the one person whose token fetched it: a list may differ from person to
 * person (MCP 2026-07-28, `cacheScope: private`). Failures are not kept, nor what a revocation has overtaken.
 */
export function createToolLists(
  calls: Pick<ToolCalls, 'list'>,
  revocations?: Pick<Revocations, 'onFlush'>,
): ToolLists {
  const kept = new LRUCache<string, { tools: Tool[]; subject: Subject }>({ max: 1000, ttl: FRESH })
  let flushes = 0
  revocations?.onFlush((whose) => {
    flushes += 1
    for (const [key, { subject }] of kept) if (concerns(whose, subject)) kept.delete(key)
  })

  return async (caller, server, scope) => {
    const { tid, oid } = caller.token
    const key = JSON.stringify([tid, oid, server.name, scope])
    const known = kept.get(key)
    if (known !== undefined) return known.tools
    const asked = flushes
    const tools = await calls.list(caller, server, scope)
    // Flushed meanwhile, whoever it was about: it is asked for once more, that is all.
    if (asked === flushes) kept.set(key, { tools, subject: { tid, oid } })
    return tools
  }
}
