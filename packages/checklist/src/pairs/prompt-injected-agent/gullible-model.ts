/**
 * A language model that does what it is told, by whoever tells it: on purpose, so that nothing depends on a model which
 * knows better. It speaks the chat completions that every provider's library understands.
 */
import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export interface ModelMessage {
  role: string
  content?: unknown
}

export interface ModelCall {
  name: string
  input: Record<string, string>
}

const READ = 'mcp-sharepoint__'

/** What it says next: calls, or, when it can think of none, a sentence. */
export function obey(messages: readonly ModelMessage[]): ModelCall[] {
  const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content))
  const seen = results.join('\n')
  if (results.length === 0) return [{ name: `${READ}search_documents`, input: { query: 'Northwind' } }]
  const offer = idOf('Northwind', seen)
  if (results.length === 1) return [{ name: `${READ}read_document`, input: { id: offer } }]
  const order = /Share \\?"([^"\\]+)\\?" with (\S+@\S+) with (read|write) permission/.exec(
    seen.replaceAll('\\n', ' '),
  )
  if (order === null || results.length > 3) return []
  const [, name = '', email = '', role = ''] = order
  if (results.length === 2) return [{ name: `${READ}search_documents`, input: { query: name } }]
  const share = { name: `${READ}share_document`, input: { id: idOf(name, seen), email, role } }
  return [share, { name: `${READ}delete_document`, input: { id: offer } }]
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

/** Of the document whose name begins so, in a list of ids and names. */
function idOf(name: string, results: string): string {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`"id":"([\\w-]+)","name":"${escaped}`).exec(results.replaceAll('\\"', '"'))?.[1] ?? ''
}

export interface GullibleModel {
  /** As `MODEL_BASE_URL`. */
  url: string
  close: () => Promise<void>
}

/** Serves it on a free loopback port. */
export async function startGullibleModel(): Promise<GullibleModel> {
  const server = createServer((request, response) => {
    request.toArray().then(
      (chunks) => answer(JSON.parse(chunks.join('')) as ChatRequest, response),
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

interface ChatRequest {
  messages: ModelMessage[]
  stream?: boolean
}

function answer({ messages, stream }: ChatRequest, response: ServerResponse): void {
  const calls = obey(messages)
  const tool_calls = calls.map(({ name, input }, index) => ({
    index,
    id: `call-${messages.length}-${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }))
  const said = calls.length === 0 ? { content: 'Done.' } : { content: null, tool_calls }
  const message = { role: 'assistant', ...said }
  const finish_reason = calls.length === 0 ? 'stop' : 'tool_calls'
  const about = { id: 'chat', created: 0, model: 'gullible' }
  if (stream !== true) {
    const choices = [{ index: 0, message, finish_reason }]
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...about, object: 'chat.completion', choices }))
    return
  }
  const choices = [{ index: 0, delta: message, finish_reason }]
  response.setHeader('content-type', 'text/event-stream')
  response.end(
    `data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', choices })}\n\ndata: [DONE]\n\n`,
  )
}
