import { enforceScopes, Refusal, withTrace, type AccessToken, type AuditLog } from '@chain-of-trust/auth-core'
import { errorType, inSpan, type SpanOptions } from '@chain-of-trust/auth-core/telemetry'
import { explainRefusal } from '@chain-of-trust/stdio-handshake/server'
import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server'
import { askPerson, canAsk, isYes } from './ask-person.ts'
import type { Approvals, Settlement } from './approvals.ts'
import { scopeHierarchy } from './policy.ts'
import { approvalEntry, callAccepted, callRefused, runRefused } from './records.ts'
import {
  ToolError,
  ToolRefusal,
  type AskingTool,
  type PlainTool,
  type ToolContext,
  type ToolPolicy,
  type ToolResult,
} from './tool.ts'

/** Where a refusal is, beside the sentence, as words from closed lists. */
const REFUSAL_METADATA = 'chain-of-trust.example/refusal'

export interface GateOptions {
  /** The token under which a call may run now. @throws Refusal */
  credential: () => AccessToken
  approvals: Approvals
  audit: AuditLog
  /** Somebody must be told of a fault of ours; the client gets a sentence. */
  onFault: (error: unknown, tool: string) => void
}

/** One call as the SDK hands it over. */
export interface Call extends ToolContext {
  name: string
  args: Record<string, unknown>
  mcpReq: ServerContext['mcpReq']
  /** Capabilities of a 2025-11-25 client. */
  declared: unknown
}

type Answer = CallToolResult | InputRequiredResult

/** Every call passes here, a second time too when the person has been asked: token, scopes, record, approval, run. */
export function createGate({ credential, approvals, audit, onFault }: GateOptions) {
  /** @throws Refusal */
  function admit(name: string, policy: ToolPolicy): AccessToken {
    let token: AccessToken | undefined
    try {
      token = credential()
      enforceScopes(token, policy.scopes, scopeHierarchy)
    } catch (error) {
      if (error instanceof Refusal) audit.write(callRefused(error, name, token))
      throw error
    }
    audit.write(callAccepted(token, name))
    return token
  }

  async function ask(tool: AskingTool, call: Call, token: AccessToken): Promise<Answer> {
    const { name, args, mcpReq, declared } = call
    const record = (reason: Parameters<typeof approvalEntry>[0]) =>
      audit.write(approvalEntry(reason, token, name))
    const proposal = await tool.propose(args, call)
    const question = {
      subject: { tid: token.tid, oid: token.oid },
      tool: name,
      fingerprint: proposal.fingerprint,
    }
    const id = mcpReq.requestState()
    if (typeof id === 'string') {
      const settlement = approvals.settle(id, question, isYes(mcpReq))
      record(settlement)
      return settlement === 'approval_granted' ? result(tool, await proposal.carryOut()) : refused(settlement)
    }
    if (!canAsk(mcpReq, declared)) {
      record('approval_impossible')
      return refused('approval_impossible')
    }
    record('approval_requested')
    return askPerson(proposal.message, approvals.ask(question))
  }

  return (tool: PlainTool | AskingTool, policy: ToolPolicy, call: Call): Promise<Answer> =>
    // The caller's trace, where it names one: it joins records and authorises nothing.
    withTrace(call.mcpReq._meta, () =>
      inSpan(`tools/call ${call.name}`, spanOf(call.name), async (span) => {
        let token: AccessToken | undefined
        try {
          token = admit(call.name, policy)
          return 'propose' in tool
            ? await ask(tool, call, token)
            : result(tool, await tool.run(call.args, call))
        } catch (error) {
          span.fail(errorType(error))
          if (error instanceof Refusal) return refusedCall(error)
          if (error instanceof ToolRefusal && token !== undefined)
            audit.write(runRefused(error.reason, token, call.name))
          if (error instanceof ToolError) return failure(error.message)
          if (!call.signal.aborted) onFault(error, call.name)
          return failure('The tool failed by a fault of the server. Its log (stderr) has the cause.')
        }
      }),
    )
}

/** @param tool one of ours: the SDK turns away a call of any other */
function spanOf(tool: string): SpanOptions {
  const attributes = {
    'mcp.method.name': 'tools/call',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': tool,
    'network.transport': 'pipe',
  } as const
  return { kind: 'server', attributes }
}

function result(
  tool: PlainTool | AskingTool,
  { text, structured }: ToolResult<Record<string, unknown>>,
): CallToolResult {
  return {
    content: text.map((text) => ({ type: 'text', text })),
    structuredContent: tool.output.parse(structured),
  }
}

function refusedCall(refusal: Refusal): CallToolResult {
  const { message, ...words } = explainRefusal(refusal)
  return { ...failure(message), _meta: { [REFUSAL_METADATA]: words } }
}

const APPROVAL: Readonly<Record<Exclude<Settlement, 'approval_granted'> | 'approval_impossible', string>> = {
  approval_declined: 'The person said no: nothing was written.',
  approval_unknown:
    'Nothing was written: the person was never asked about this call, or too long ago. Call again to ask.',
  approval_changed:
    'Nothing was written: the call, or the file that is there, is not the one that the person was asked about. Call again to ask anew.',
  approval_impossible:
    'Nothing was written: the person must agree to each write, and this client cannot ask them (it has no form elicitation). Use one that can, or `ai-host-cli call write_file`.',
}

function refused(reason: keyof typeof APPROVAL): CallToolResult {
  return { ...failure(APPROVAL[reason]), _meta: { [REFUSAL_METADATA]: { error: 'access_denied', reason } } }
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true }
}
