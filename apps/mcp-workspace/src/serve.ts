import type { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { answeringTransport, type Pipes } from './answering-transport.ts'

/** Milliseconds that running calls have after the client has gone. A question to the person will not be answered. */
const GRACE = 1000

export interface Serving {
  /** Resolves when the client has closed its side and what ran is answered, or after the grace. */
  readonly done: Promise<void>
  /** As if the client had closed its side. */
  stop(): void
}

/**
 * Serves MCP, revisions 2026-07-28 and 2025-11-25, on a pair of pipes.
 * @param onError of the transport: told, never answered
 */
export function serve(pipes: Pipes, build: () => McpServer, onError: (error: Error) => void): Serving {
  const transport = answeringTransport(pipes)
  const stopped = Promise.withResolvers<void>()
  const handle = serveStdio(build, { transport, onerror: onError })

  async function finish(): Promise<void> {
    await Promise.race([transport.ended, stopped.promise])
    const patience = new Promise((resolve) => void setTimeout(resolve, GRACE).unref())
    await Promise.race([transport.whenAnswered(), patience])
    await handle.close()
  }
  return { done: finish(), stop: () => stopped.resolve() }
}
