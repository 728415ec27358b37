import { PassThrough, type Readable, type Writable } from 'node:stream'
import {
  memoryAuditLog,
  verifyAccessToken,
  entraV2,
  Secret,
  type AccessToken,
} from '@chain-of-trust/auth-core'
import { createTestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import {
  Client,
  ReadBuffer,
  serializeMessage,
  type ClientOptions,
  type ElicitResult,
  type Transport,
} from '@modelcontextprotocol/client'
import { createApprovals } from './approvals.ts'
import type { Root } from './root/root.ts'
import { serve } from './serve.ts'
import { buildServer } from './server.ts'

export const REVISIONS = ['2026-07-28', '2025-11-25'] as const

const AUDIENCE = 'a1b00000-0000-4000-8000-000000004414'
const issuer = await createTestIssuer()
const accepts = entraV2({
  issuer: issuer.issuer,
  tenants: [issuer.tenant],
  audience: AUDIENCE,
  clients: 'any',
})

/** A verified token, as the handshake gives one. */
export async function verified(request: Partial<TokenRequest> = {}): Promise<AccessToken> {
  const jwt = await issuer.token({ audience: AUDIENCE, scp: 'Workspace.Read', ...request })
  return verifyAccessToken(new Secret(jwt), accepts, issuer.keys)
}

/** The official client's framing over a pair of streams. */
export function clientTransport(fromServer: Readable, toServer: Writable): Transport {
  const received = new ReadBuffer()
  const transport: Transport = {
    start() {
      fromServer.on('data', (chunk: Buffer) => {
        received.append(chunk)
        for (let message = received.readMessage(); message !== null; message = received.readMessage())
          transport.onmessage?.(message)
      })
      fromServer.on('end', () => transport.onclose?.())
      return Promise.resolve()
    },
    send(message) {
      toServer.write(serializeMessage(message))
      return Promise.resolve()
    },
    close() {
      toServer.end()
      transport.onclose?.()
      return Promise.resolve()
    },
  }
  return transport
}

export interface ConversationOptions {
  revision?: (typeof REVISIONS)[number]
  /** Under which a call runs; may throw, and may change from call to call. */
  credential?: () => AccessToken
  /** What the person answers; none: the client cannot ask. */
  answer?: (message: string) => ElicitResult | Promise<ElicitResult>
}

/** The official v2 client and our server, joined by two streams: everything but the handshake and the process. */
export async function converse(root: Root, options: ConversationOptions = {}) {
  const { revision = '2026-07-28', answer } = options
  const token = await verified()
  const credential = options.credential ?? (() => token)
  const audit = memoryAuditLog('mcp-workspace')
  const faults: unknown[] = []
  const messages = new PassThrough()
  const output = new PassThrough()
  const approvals = createApprovals()
  const serving = serve(
    { messages, output },
    () => buildServer(root, { credential, approvals, audit, onFault: (error) => faults.push(error) }),
    (error) => faults.push(error),
  )
  void serving.done.then(() => output.end())
  const mode: ClientOptions['versionNegotiation'] =
    revision === '2026-07-28' ? { mode: { pin: '2026-07-28' } } : { mode: 'legacy' }
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: mode, capabilities: answer === undefined ? {} : { elicitation: { form: {} } } },
  )
  const asked: string[] = []
  if (answer !== undefined) {
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message)
      return answer(params.message)
    })
  }
  await client.connect(clientTransport(output, messages))
  return {
    client,
    audit,
    /** Questions that the person was asked. */
    asked,
    faults,
    serving,
    records: () =>
      audit.records.map(({ event, outcome, reason, tool }) =>
        [event, outcome, reason, tool].filter(Boolean).join(' '),
      ),
    call: async (name: string, args: Record<string, unknown> = {}) => {
      const result = await client.callTool({ name, arguments: args })
      const text = result.content.map((block) => ('text' in block ? block.text : '')).join('\n')
      return { ...result, text, structured: result.structuredContent as Record<string, unknown> | undefined }
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await serving.done
    },
  }
}
