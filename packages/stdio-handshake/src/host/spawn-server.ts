import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** stdin and stdout are ours, stderr is the terminal's. */
export type ServerProcess = ChildProcessByStdio<Writable, Readable, null>

/**
 * Starts a server with core dumps off: a core file would hold the token. Its process id is the server's own; a command
 * that cannot be run ends with 126 or 127, as in a shell.
 * @param options.env from `childEnvironment`
 */
export function spawnServer(
  command: string,
  args: readonly string[],
  { env, cwd }: { env: Record<string, string>; cwd?: string },
): ServerProcess {
  const options = { env, ...(cwd === undefined ? {} : { cwd }) }
  const child =
    process.platform === 'win32'
      ? spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
      : // The command is an argument of this script and never part of it; `exec` leaves no shell behind.
        spawn('/bin/sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', command, ...args], {
          ...options,
          stdio: ['pipe', 'pipe', 'inherit'],
        })
  // The server may end before it has read everything; its exit code says how.
  child.stdin.on('error', () => undefined)
  return child
}
