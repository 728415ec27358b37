import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { Secret } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { createUIMessageStreamResponse, type UIMessageChunk } from 'ai'
import type { TokenRequest } from '../identity/token-source.ts'
import type { Terminal } from '../terminal.ts'
import type { Delegation } from './conversation.ts'
import { orchestratorFetch } from './orchestrator-fetch.ts'
import { runSession } from './session.ts'

export interface Received {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: unknown
}

/** Answers the n-th request of a path; the last answer is repeated. */
export type Script = Record<string, ((received: Received) => Response | Promise<Response>)[]>

/** One answer of the agent. */
export function streamed(...chunks: UIMessageChunk[]): Response {
  return createUIMessageStreamResponse({ stream: ReadableStream.from<UIMessageChunk>(chunks) })
}

export function spoken(text: string, id = 't'): UIMessageChunk[] {
  return [
    { type: 'text-start', id },
    { type: 'text-delta', id, delta: text },
    { type: 'text-end', id },
  ]
}

/** A tool call as the stream tells of it. */
export function called(toolCallId: string, toolName: string, input: unknown): UIMessageChunk {
  return { type: 'tool-input-available', toolCallId, toolName, input, dynamic: true }
}

/** An orchestrator by script on a real port, and a chat with it, at a terminal that a test can read and type at. */
export async function startChat(
  script: Script,
  { delegation, question }: { delegation?: Delegation; question?: string } = {},
) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const text = await readText(request)
      const path = `${request.method} ${request.url}`
      const now: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      }
      const count = received.filter((one) => `${one.method} ${one.path}` === path).length
      received.push(now)
      const answers = script[path] ?? [() => Response.json({ error: 'not_found' }, { status: 404 })]
      const answer = await (answers[count] ?? answers.at(-1)!)(now)
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      for await (const piece of answer.body ?? []) response.write(piece)
      response.end()
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const orchestrator = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const asked: TokenRequest[] = []
  const source = {
    key: await createDpopKey(),
    token: (request: TokenRequest) => {
      asked.push(request)
      const token = new Secret(`token-${asked.length}`)
      return Promise.resolve({ token, scopes: ['access_as_user'], issuedAt: 0, expiresAt: 1 })
    },
  }
  const scopes = ['http://localhost:4401/access_as_user']
  const fetch = orchestratorFetch({ orchestrator, source, scopes, senderConstraint: 'dpop' })

  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io: Terminal = { stdin, stdout, stderr, env: {}, signal: new AbortController().signal }
  const [out, err] = [watch(stdout), watch(stderr)]
  let interrupt = (): void => {}
  const ended = runSession(io, { fetch, source, scopes, delegation, question }, (listener) => {
    interrupt = listener
    return () => {}
  }).finally(() => server.close())
  return {
    received,
    /** What was asked of the token source. */
    asked,
    out,
    err,
    /** The exit code. */
    ended,
    type: (line: string) => stdin.write(`${line}\n`),
    endInput: () => stdin.end(),
    interrupt: () => interrupt(),
    /** Bodies of the chat requests. */
    chats: () => received.filter(({ path }) => path === '/api/chat').map(({ body }) => body as ChatBody),
  }
}

interface ChatBody {
  id: string
  delegation?: Delegation
  messages: { role: string; parts: Record<string, unknown>[] }[]
}

function watch(stream: PassThrough) {
  let text = ''
  let seen = 0
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return {
    text: () => text,
    /** Resolves when `wanted` has been written since what was waited for before. */
    async until(wanted: string): Promise<void> {
      for (;;) {
        const found = text.indexOf(wanted, seen)
        if (found !== -1) {
          seen = found + wanted.length
          return
        }
        await once(stream, 'data')
      }
    },
  }
}
