import { currentTrace, Refusal } from '@chain-of-trust/auth-core'
import { TOKEN_A_ROUTE_SCOPES } from '@chain-of-trust/token-flow'
import type { FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { LinkRequired, linkAnswer } from '../accounts/link-required.ts'
import { approvalReason } from '../agent/approval-reason.ts'
import { CallerLeft, type Running } from '../caller.ts'
import { parseInput } from '../invalid-request.ts'
import type { McpServer } from '../mcp-servers.ts'
import type { Operations } from '../operations/operations.ts'
import { parkingFor } from '../operations/park-call.ts'
import type { ToolCalls } from '../tools/tool-call.ts'
import { refusalOutputOf } from '../tools/tool-refusal.ts'
import { invalidArguments, refusesArguments, textOf } from '../tools/tool-result.ts'

const Params = z.object({ server: z.string(), tool: z.string() })
const Arguments = z.record(z.string(), z.unknown()).default({})

export interface ToolsRouteOptions {
  servers: ReadonlyMap<string, McpServer>
  calls: ToolCalls
  operations: Operations
  running: Running
}

/**
 * `POST /api/tools/{server}/{tool}`: one tool call by the person, with Token A. It is their own act, so there
 * is nothing to approve; refusals are HTTP statuses with their challenges. A call that the person can help on is
 * parked, and the refusal says where it waits.
 */
export function toolsRoute(
  app: FastifyInstance,
  { servers, calls, operations, running }: ToolsRouteOptions,
): void {
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
      const call = {
        server,
        tool,
        input,
        idempotencyKey: randomUUID(),
        title: approvalReason(tool, input, []),
      }
      const park = parkingFor(operations, caller, { ownAct: true })
      const answered = await calls
        .call(caller, server, tool, input, call.idempotencyKey)
        .catch(async (failure: unknown) => {
          if (caller.signal.aborted) throw new CallerLeft()
          if (failure instanceof LinkRequired) return park(refusalOutputOf(failure, server.name), call)
          if (!(failure instanceof Refusal)) throw invalidArguments(failure) ?? failure
          const { operation } = await park(refusalOutputOf(failure, server.name), call)
          throw operation === undefined ? failure : withOperation(failure, operation)
        })
      if (!('result' in answered)) return reply.code(409).send(linkAnswer(answered))
      const { result, scopes } = answered
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

/** The same refusal; its audit record, where one is written, stays the only one. */
function withOperation(refusal: Refusal, operation: { id: string; expiresAt: string }): Refusal {
  const told = new Refusal(refusal.reason, { ...refusal.params, operation, cause: refusal })
  told.recorded = refusal.recorded
  return told
}
