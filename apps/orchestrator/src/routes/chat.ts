import { currentTrace, type AuditLog } from '@chain-of-trust/auth-core'
import { TOKEN_A_ROUTE_SCOPES } from '@chain-of-trust/token-flow'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { chat } from '../agent/chat.ts'
import { admitHistory } from '../agent/history.ts'
import type { ChatModel } from '../agent/model.ts'
import type { Toolbox } from '../agent/tools.ts'
import type { ApprovalLedger } from '../approval/approval-ledger.ts'
import { approvalsOf } from '../approval/approvals.ts'
import type { Running } from '../caller.ts'
import { checkDelegation } from '../delegation.ts'
import { parseInput } from '../invalid-request.ts'
import { TimeZone } from '../jobs/schedule.ts'
import { endedCallsOf } from '../operations/ended-calls.ts'
import type { Operations } from '../operations/operations.ts'
import { parkingFor } from '../operations/park-call.ts'

const Body = z.object({
  /** The conversation: approvals belong to it. */
  id: z.string().min(1).max(128),
  messages: z.array(z.unknown()).min(1),
  delegation: z.record(z.string(), z.array(z.string())).optional(),
  /** Of the clock on the person's wall; default: ours. */
  timeZone: TimeZone.optional(),
})

export interface ChatRouteOptions extends Omit<Toolbox, 'log'> {
  model: ChatModel
  ledger: ApprovalLedger
  operations: Operations
  audit: AuditLog
  running: Running
}

/** `POST /api/chat`: one turn of the agent, as a UI message stream. */
export function chatRoute(
  app: FastifyInstance,
  { ledger, operations, audit, running, ...box }: ChatRouteOptions,
): void {
  app.post('/api/chat', { config: { scopes: TOKEN_A_ROUTE_SCOPES } }, async (request, reply) => {
    const { id, messages, delegation, timeZone } = parseInput(Body, request.body)
    if (delegation !== undefined) checkDelegation(delegation, box.servers)
    const caller = { ...running.callerOf(request, reply), delegation }
    const history = await admitHistory(messages, endedCallsOf(operations, caller, id))
    const turn = {
      caller,
      delegation,
      approvals: approvalsOf(caller, id, { ledger, audit }),
      answers: history.answers,
      park: parkingFor(operations, caller, { conversation: id, delegation }),
    }
    const traceId = currentTrace()?.traceId
    return reply.send(await chat({ turn, history, traceId, timeZone }, { ...box, log: request.log }))
  })
}
