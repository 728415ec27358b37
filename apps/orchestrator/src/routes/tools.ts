import { currentTrace } from '@chain-of-trust/auth-core'
import { TOKEN_A_ROUTE_SCOPES } from '@chain-of-trust/token-flow'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { CallerLeft, type Running } from '../caller.ts'
import { parseInput } from '../invalid-request.ts'
import type { McpServer } from '../mcp-servers.ts'
import type { ToolCalls } from '../tool-call.ts'
import { invalidArguments, refusesArguments, textOf } from '../tool-result.ts'

const Params = z.object({ server: z.string(), tool: z.string() })
const Arguments = z.record(z.string(), z.unknown()).default({})

export interface ToolsRouteOptions {
  servers: ReadonlyMap<string, McpServer>
  calls: ToolCalls
  running: Running
}

/**
 * `POST /api/tools/{server}/{tool}`: one tool call by the person, with Token A. It is their own act, so there
 * is nothing to approve; refusals are HTTP statuses with their challenges.
 */
export function toolsRoute(app: FastifyInstance, { servers, calls, running }: ToolsRouteOptions): void {
  app.post(
    '/api/tools/:server/:tool',
    { config: { scopes: TOKEN_A_ROUTE_SCOPES } },
    async (request, reply) => {
      const params = parseInput(Params, request.params)
      const server = servers.get(params.server)
      const tool = server?.tools.get(params.tool)
      if (server === undefined || tool === undefined) {
        return reply.code(404).send({ error: 'not_found', error_description: 'there is no such tool' })
      }
      const input = parseInput(Arguments, request.body ?? undefined)
      const caller = running.callerOf(request, reply)
      const { result, scopes } = await calls.call(caller, server, tool, input).catch((failure: unknown) => {
        throw caller.signal.aborted ? new CallerLeft() : (invalidArguments(failure) ?? failure)
      })
      const misused = refusesArguments(result)
      if (misused !== undefined) throw misused

      const answer = { scopes, trace_id: currentTrace()?.traceId }
      // The tool ran and could not do it: not a failure of this request.
      if (result.isError === true) {
        return { ok: false, refusal: { by: server.name, reason: textOf(result) }, ...answer }
      }
      return { ok: true, content: textOf(result), structured: result.structuredContent, ...answer }
    },
  )
}
