import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** stdin and stdout are ours, stderr is the terminal's. */
export type ServerProcess = ChildProcessByStdio<Writable, Readable, null>

/**
 * Starts a server with core dumps off: a core file would hold the token. Its process id is the server's own; a command
 * that cannot be run ends with 126 or 127, as in a shell.
 * @param options.env from `childEnvironment`
 */
export function spawnServer(
  _command: string,
  _args: readonly string[],
  _options: { env: Record<string, string>; cwd?: string },
): ServerProcess {
  throw new Error('being written')
}
