import type { Readable, Writable } from 'node:stream'

/** Milliseconds. MCP clients send their first request at once. */
const PATIENCE = 500
const LONGEST = 65_536
/** JSON-RPC 2.0 §5.1: for what the implementation defines. */
const SERVER_ERROR = -32_000

/**
 * Answers the client's first request with `message`, so that an IDE shows the reason and not just that its server has
 * gone. Nothing happens when no request comes.
 */
export async function answerFirstRequest(
  stdin: Readable,
  stdout: Writable,
  message: string,
  patience = PATIENCE,
): Promise<void> {
  const id = requestId(await firstLine(stdin, patience))
  if (id === undefined) return
  const answer = JSON.stringify({ jsonrpc: '2.0', id, error: { code: SERVER_ERROR, message } })
  await new Promise<void>((resolve) => stdout.write(`${answer}\n`, () => resolve()))
}

/** Ends the stream: who calls has no other use for it. */
async function firstLine(stdin: Readable, patience: number): Promise<string> {
  const timer = setTimeout(() => stdin.destroy(), patience)
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (chunk.includes('\n') || length > LONGEST) break
    }
  } catch {
    // Closed before a line was whole.
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks).toString().split('\n', 1)[0]!
}

function requestId(line: string): string | number | undefined {
  try {
    const { id, method } = JSON.parse(line) as { id?: unknown; method?: unknown }
    if (typeof method === 'string' && (typeof id === 'string' || typeof id === 'number')) return id
  } catch {
    // Not JSON: not an MCP client.
  }
  return undefined
}
