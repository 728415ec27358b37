import { pipeline } from 'node:stream/promises'
import type { Terminal } from '../terminal.ts'
import { exitCodeOf } from './exit-code.ts'
import { asCommandError, type OpenServer } from './open-server.ts'

/**
 * Joins the client on this process's stdin and stdout with the server, until one of them ends: bytes as they are, and
 * neither side is read faster than the other takes it.
 * @returns the server's exit code
 * @throws CommandError when a side broke the protocol; the server has been ended then
 */
export async function relay(server: OpenServer, { stdin, stdout }: Terminal): Promise<number> {
  const { session, signals, exited } = server
  const stopped = new AbortController()
  // At the client's end of file the server gets its own, finishes what it does, and ends.
  const toServer = pipeline(stdin, session.toServer, { signal: stopped.signal })
  const toClient = pipeline(session.fromServer, stdout, { end: false, signal: stopped.signal })
  // A client that has gone without a word: nobody reads the answers.
  toClient.catch(() => server.end())
  // Why a pipe broke is said by the session's end, or by the server's.
  toServer.catch(() => {})
  const done = async (): Promise<number> => {
    await session.ended
    await toClient.catch(() => {})
    return exited
  }
  try {
    return await Promise.race([
      done(),
      signals.overdue.then((signal) => exited.then(() => exitCodeOf(null, signal))),
    ])
  } catch (error) {
    throw asCommandError(error, await server.end())
  } finally {
    signals.stop()
    stopped.abort()
    stdin.destroy()
  }
}
