/** A host in the attacker's hands, talking to the real local server. */
import { jsonIn, type Answer } from '../http.ts'
import { createProofKey, type ProofKey } from '../proof.ts'
import type { LiveSystem } from '../system/live-system.ts'
import { credentialFrame, type CredentialBend } from './credential.ts'
import { outcomeOf, startServer, type ServerProcess, type StartOptions } from './server-process.ts'

/** What a client says of itself with each request (MCP 2026-07-28): this one can put a form before somebody. */
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
}
/** Laid over the parameters: a client that can ask nobody. */
export const ASKS_NOBODY = {
  _meta: { ...META, 'io.modelcontextprotocol/clientCapabilities': {} },
}
const REFUSAL = 'chain-of-trust.example/refusal'

export interface LocalSession {
  server: ServerProcess
  key: ProofKey
  /** The newest one that the server has given. */
  nonce: () => string
  /** Another credential, by the same key unless it is bent. */
  renew: (bend?: CredentialBend) => Promise<Answer>
  /** Any line as a frame. @returns how the server took it */
  frame: (line: string) => Promise<Answer>
  /** @param extra laid over the parameters */
  call: (tool: string, input: object, extra?: object) => Promise<Answer>
}

/** Starts the server, hands it a credential and asks it something: the whole of an honest session. */
export function handshake(
  system: LiveSystem,
  bend: CredentialBend = {},
  options: StartOptions = {},
): Promise<Answer> {
  return inSession(system, ({ call }) => call('list_files', {}), bend, options)
}

/** @returns what `work` returns; if the server lets nobody in, what it answered */
export async function inSession(
  system: LiveSystem,
  work: (session: LocalSession) => Promise<Answer>,
  bend: CredentialBend = {},
  options: StartOptions = {},
): Promise<Answer> {
  return withServer(options, async (server, nonce) => {
    const key = bend.key ?? (await createProofKey())
    const session = sessionOf(system, server, key, nonce)
    const answer = await session.renew(bend)
    return answer.accepted ? work(session) : answer
  })
}

/** @param work gets the nonce of the server's hello; empty, when it has not got as far as that */
export async function withServer(
  options: StartOptions,
  work: (server: ServerProcess, nonce: string) => Promise<Answer>,
): Promise<Answer> {
  const server = startServer(options)
  try {
    const hello = await server.next()
    const nonce = hello?.['nonce']
    return await work(server, typeof nonce === 'string' ? nonce : '')
  } finally {
    await server.close()
  }
}

function sessionOf(
  system: LiveSystem,
  server: ServerProcess,
  key: ProofKey,
  firstNonce: string,
): LocalSession {
  let nonce = firstNonce
  const session: LocalSession = {
    server,
    key,
    nonce: () => nonce,
    renew: async (bend = {}) => session.frame(await credentialFrame(system, nonce, { key, ...bend })),
    async frame(line) {
      server.write(line)
      const answer = await server.next()
      const taken = answer?.['type'] === 'accepted' || answer?.['type'] === 'noted'
      if (!taken) return outcomeOf(server, answer)
      nonce = String(answer['nonce'])
      return open(server, answer)
    },
    async call(name, input, extra = {}) {
      const params = { name, arguments: input, _meta: META, ...extra }
      server.write(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }))
      const answer = await server.next()
      return answer === undefined ? outcomeOf(server) : resultOf(server, answer)
    },
  }
  return session
}

/** The session goes on: 0, as it would end. */
function open(server: ServerProcess, answer: object): Answer {
  const text = JSON.stringify(answer)
  return { status: 0, headers: {}, text, accepted: true, error: undefined, records: server.records() }
}

interface ToolResult {
  isError?: boolean
  /** `input_required`: nothing was done yet. */
  resultType?: string
  _meta?: Record<string, { error?: string }>
}

function resultOf(server: ServerProcess, answer: Record<string, unknown>): Answer {
  const { isError, resultType, _meta } = (answer['result'] ?? { isError: true }) as ToolResult
  const { code } = (answer['error'] ?? {}) as { code?: number }
  const error = _meta?.[REFUSAL]?.error ?? (code === undefined ? undefined : String(code))
  return { ...open(server, answer), accepted: isError !== true && resultType !== 'input_required', error }
}

/** The parameters with which a client comes back after it has put the server's question before somebody who said yes. */
export function saidYes({ text }: Answer): object {
  const { result } = jsonIn(text) as { result?: { requestState?: string } }
  const approval = { action: 'accept', content: { approve: true } }
  return { requestState: result?.requestState, inputResponses: { approval } }
}
