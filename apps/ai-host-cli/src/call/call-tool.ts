import { traceContext, withTrace } from '@chain-of-trust/auth-core'
import { Client, type CallToolResult } from '@modelcontextprotocol/client'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { printableLine } from '../printable.ts'
import type { OpenServer } from '../run/open-server.ts'
import type { Terminal } from '../terminal.ts'
import { askApproval } from './ask-approval.ts'
import { refusalIn } from './print-result.ts'
import { sessionTransport } from './session-transport.ts'
import { toolArguments } from './tool-arguments.ts'

export interface Call {
  readonly tool: string
  readonly words: readonly string[]
  readonly json: string | undefined
  readonly yes: boolean
}

/**
 * One tool call over an open session. A refusal with a claims challenge is answered once: the person proves what is
 * asked for, and the same call goes out again.
 * @param stepUp gets a token that meets the challenge, so that the next renewal brings it
 * @throws CommandError when there is no such tool, or the arguments are not what it takes
 */
export async function callTool(
  { session }: Pick<OpenServer, 'session'>,
  call: Call,
  { io, stepUp }: { io: Terminal; stepUp: (claims: string) => Promise<unknown> },
): Promise<CallToolResult> {
  const client = new Client(
    { name: 'ai-host-cli', version: '0.1.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: 'auto' } },
  )
  client.setRequestHandler('elicitation/create', ({ params }) => askApproval(params, io, call.yes))
  await client.connect(sessionTransport(session))
  try {
    const { tools } = await client.listTools()
    const tool = tools.find(({ name }) => name === call.tool)
    if (tool === undefined) {
      const names = tools.map(({ name }) => printableLine(name)).join(', ')
      throw new CommandError(
        EXIT.usage,
        `The server has no tool "${printableLine(call.tool)}". It has: ${names}`,
      )
    }
    const request = { name: tool.name, arguments: toolArguments(call.words, call.json, tool.inputSchema) }
    const options = { signal: io.signal }
    // The first hop of a trace, over a pipe that has no headers (SEP-414): what the server records is found by it.
    const send = () =>
      withTrace(undefined, () => client.callTool({ ...request, _meta: traceContext() }, options))
    const result = await send()
    const claims = refusalIn(result)?.claims
    if (claims === undefined) return result
    await stepUp(claims)
    await session.renew()
    return await send()
  } finally {
    await client.close()
  }
}
