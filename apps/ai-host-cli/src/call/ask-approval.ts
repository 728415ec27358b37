import { createInterface } from 'node:readline/promises'
import type { ElicitRequestParams, ElicitResult } from '@modelcontextprotocol/client'
import { printable } from '../printable.ts'
import { say, type Terminal } from '../terminal.ts'

/**
 * Puts a server's question to the person. Only a typed yes is a yes: Enter, twice or not, and the end of the input
 * decline.
 * @param yes the person said so on the command line, before the question
 */
export async function askApproval(
  params: ElicitRequestParams,
  io: Terminal,
  yes: boolean,
): Promise<ElicitResult> {
  if (params.mode === 'url') {
    say(io, 'The server wants a page opened. This program opens no page that a server names.')
    return { action: 'decline' }
  }
  const needed = booleans(params)
  if (needed === undefined) {
    say(io, 'The server asks for more than a yes or no, and this program cannot ask that.')
    return { action: 'decline' }
  }
  // The server's words, with names of files in them.
  say(io, `The server asks:\n${printable(params.message).replaceAll(/^/gm, '  ')}`)
  const accepted = yes || (await typedYes(io))
  return accepted ? { action: 'accept', content: needed } : { action: 'decline' }
}

async function typedYes(io: Terminal): Promise<boolean> {
  if (io.stdin.isTTY !== true) {
    say(io, 'Nobody is at the terminal to answer. --yes answers yes.')
    return false
  }
  const terminal = createInterface({ input: io.stdin, output: io.stderr })
  // The end of the input closes it, and leaves the question without an answer for ever.
  const closed = new AbortController()
  terminal.once('close', () => closed.abort())
  try {
    const signal = AbortSignal.any([io.signal, closed.signal])
    const answer = await terminal.question('Go ahead? Type yes or no: ', { signal })
    return /^\s*(y|yes)\s*$/i.test(answer)
  } catch {
    return false
  } finally {
    terminal.close()
  }
}

/**
 * The one box that a yes ticks; undefined where the server wants more. A second box, "always" say, is another question,
 * and the yes was not to that.
 */
function booleans({ requestedSchema }: ElicitRequestParams & { requestedSchema?: unknown }) {
  const { properties = {}, required = [] } = (requestedSchema ?? {}) as {
    properties?: Record<string, { type?: string }>
    required?: readonly string[]
  }
  const [box, ...others] = required.length > 0 ? required : Object.keys(properties)
  if (box === undefined) return {}
  return others.length === 0 && properties[box]?.type === 'boolean' ? { [box]: true } : undefined
}
