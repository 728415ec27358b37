import { once } from 'node:events'
import type { ServerProcess } from '@chain-of-trust/stdio-handshake/host'
import { exitCodeOf } from './exit-code.ts'

/** Milliseconds between the end of a server's input and SIGKILL, where nobody waits for its answers any more. */
const GRACE = 1500

/** Resolves when it has ended, with what a shell would call its exit code. */
export async function exitOf(child: ServerProcess): Promise<number> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return exitCodeOf(code, signal)
  } catch (error) {
    // It was never started: what a shell says then.
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 126 : 127
  }
}

/** Ends a server: by the end of its input, and after a moment the hard way. */
export async function endServer(child: ServerProcess, exited: Promise<number>): Promise<number> {
  child.stdin.destroy()
  child.stdout.resume()
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE)
  try {
    return await exited
  } finally {
    clearTimeout(timer)
  }
}
