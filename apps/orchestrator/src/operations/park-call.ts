import type { AccessToken } from '@chain-of-trust/auth-core'
import { withheld, type Delegation } from '../delegation.ts'
import type { McpServer, PolicyTool } from '../mcp-servers.ts'
import type { Caller } from '../tools/tool-call.ts'
import type { RefusalOutput } from '../tools/tool-output.ts'
import { needsOf, waitingOperation } from './needs.ts'
import type { Needs } from './operation.ts'
import type { Operations } from './operations.ts'

/** A call that was just refused, and that was within what the person allowed. */
export interface RefusedCall {
  server: McpServer
  tool: PolicyTool
  input: Record<string, unknown>
  /** What would happen, in words. */
  title: string
  toolCallId?: string
  idempotencyKey: string
}

/** What whoever asked is told: with where the call waits, if the person can help it on. */
export type ParkCall = (refusal: RefusalOutput, call: RefusedCall) => Promise<RefusalOutput>

export interface Within {
  conversation?: string
  delegation?: Delegation | undefined
  /** The person called the tool themselves: there is nothing to approve. */
  ownAct?: boolean
}

/**
 * Parks refused calls of one caller. A client that has not declared cp1 cannot answer a claims challenge: it is
 * told no, plainly, and nothing waits for an answer that will not come.
 */
export function parkingFor(
  operations: Operations,
  caller: Pick<Caller, 'token'>,
  { conversation, delegation, ownAct = false }: Within,
): ParkCall {
  const { tid, oid, clientId, stepUp } = caller.token
  return async (refusal, { server, tool, input, title, toolCallId, idempotencyKey }) => {
    const needs = needsOf(refusal)
    if (needs === undefined) return refusal
    if (needs.kind === 'step_up' && !understood(needs, stepUp)) return plain(refusal)
    const delegated = delegation === undefined ? undefined : scopesWithin(delegation, server)
    const parked = await operations.park({
      subject: { tid, oid },
      clientId,
      kind: 'tool_call',
      title,
      needs,
      call: {
        server: server.name,
        tool: tool.name,
        arguments: input,
        ...(conversation === undefined ? {} : { conversation }),
        ...(toolCallId === undefined ? {} : { toolCallId }),
        ...(delegated === undefined ? {} : { delegated }),
        // It came as far as a token request: where an approval was needed, it was given.
        approved: tool.approval || ownAct,
      },
      idempotencyKey,
    })
    return parked === undefined ? refusal : { ...refusal, operation: waitingOperation(parked) }
  }
}

function scopesWithin(delegation: Delegation, server: McpServer): string[] {
  const all = server.scopes.map(({ value }) => value)
  const kept = withheld(delegation, server, all)
  return all.filter((scope) => !kept.includes(scope))
}

/** As auth-core's error handler decides for a plain call. */
function understood({ claims }: Needs, stepUp: AccessToken['stepUp']): boolean {
  return claims === undefined ? stepUp !== 'none' : stepUp === 'claims'
}

function plain({ by }: RefusalOutput): RefusalOutput {
  return {
    by,
    reason: 'A stronger proof of who you are is needed, and this application cannot ask you for it.',
    error: 'access_denied',
    actor: 'operator',
  }
}
