import type { Tool } from '@modelcontextprotocol/client'
import { dynamicTool, type ModelMessage, type Schema, type ToolSet } from 'ai'
import type { FastifyBaseLogger } from 'fastify'
import { withheld } from '../delegation.ts'
import type { McpServer, PolicyTool } from '../mcp-servers.ts'
import type { ToolCalls } from '../tools/tool-call.ts'
import type { ToolLists } from '../tools/tool-lists.ts'
import { approvalReason } from './approval-reason.ts'
import { ANY_INPUT, inputSchemaOf } from './input-schema.ts'
import { modelViewOf } from './model-view.ts'
import { runTool } from './run-tool.ts'
import type { Turn } from './turn.ts'

export interface Toolbox {
  servers: ReadonlyMap<string, McpServer>
  calls: ToolCalls
  lists: ToolLists
  log: FastifyBaseLogger
}

/** Puts a call before the person, in words of ours. */
type Asking = (
  input: unknown,
  options: { messages: ModelMessage[] },
) => { type: 'user-approval'; reason: string }

export interface Offered {
  tools: ToolSet
  /** By the model's name for the tool: those that wait for the person. */
  approval: Record<string, Asking>
  /** The policy row behind the model's name. */
  rows: ReadonlyMap<string, { server: McpServer; tool: PolicyTool }>
}

/** What the model may call in this turn: the policy's rows, as far as the servers offer them to this person. */
export async function offerTools(turn: Turn, box: Toolbox): Promise<Offered> {
  const offers = await Promise.all([...box.servers.values()].map((server) => offerOf(turn, server, box)))
  const offered: Offered = { tools: {}, approval: {}, rows: new Map() }
  const rows = new Map<string, { server: McpServer; tool: PolicyTool }>()
  for (const { server, tool, schema } of offers.flat()) {
    const name = `${server.name}__${tool.name}`
    rows.set(name, { server, tool })
    offered.tools[name] = dynamicTool({
      description: tool.description,
      inputSchema: schema,
      execute: (input, { toolCallId, messages }) => {
        const title = approvalReason(tool, input, messages)
        const asked = { input: argumentsOf(input), toolCallId, title }
        return runTool(turn, { server, tool, calls: box.calls }, asked)
      },
      toModelOutput: ({ output }) => modelViewOf(output),
    })
    // What will be refused for want of delegation is not put before the person first.
    if (tool.approval && withheld(turn.delegation, server, tool.scopes).length === 0) {
      offered.approval[name] = (input, { messages }) => ({
        type: 'user-approval',
        reason: approvalReason(tool, input, messages),
      })
    }
  }
  return { ...offered, rows }
}

interface Offer {
  server: McpServer
  tool: PolicyTool
  schema: Schema<Record<string, unknown>>
}

/**
 * The policy's tools that are on the server's list. A server that cannot be asked (nothing delegated, an
 * outage, a step-up that is due) still has its rows offered: calling one then says what is the matter.
 */
async function offerOf(turn: Turn, server: McpServer, { lists, log }: Toolbox): Promise<Offer[]> {
  const rows = [...server.tools.values()]
  const blind = () => rows.map((tool) => ({ server, tool, schema: ANY_INPUT }))
  if (server.own !== undefined) return offeredBy(server.own, server)
  const usable = [server.listing, ...rows.flatMap(({ scopes }) => scopes)]
  const scope = usable.find((candidate) => withheld(turn.delegation, server, [candidate]).length === 0)
  if (scope === undefined) return blind()
  let listed: Tool[]
  try {
    listed = await lists(turn.caller, server, scope)
  } catch (error) {
    if (turn.caller.signal.aborted) throw error
    log.warn(
      { server: server.name, reason: error instanceof Error ? error.message : 'unknown' },
      'no tool list',
    )
    return blind()
  }
  return offeredBy(listed, server)
}

function offeredBy(listed: readonly Tool[], server: McpServer): Offer[] {
  return [...server.tools.values()].flatMap((tool) => {
    const found = listed.find(({ name }) => name === tool.name)
    return found === undefined ? [] : [{ server, tool, schema: inputSchemaOf(found) }]
  })
}

function argumentsOf(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {}
}
