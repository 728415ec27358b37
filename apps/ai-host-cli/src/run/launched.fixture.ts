import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { exitCodeOf } from './exit-code.ts'
import type { LocalIssuer } from './issuer.fixture.ts'

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Program and arguments of a launcher (in a process of its own) of `command`. */
export function launcherOf(issuer: LocalIssuer, command: readonly string[]): [string, ...string[]] {
  return [process.execPath, file('launcher-process.fixture.ts'), issuer.origin, '--', ...command]
}

/** Program and arguments of the server that echoes. */
export function echoServer(issuer: LocalIssuer, ...options: string[]): [string, ...string[]] {
  return [process.execPath, file('echo-server.fixture.ts'), issuer.origin, ...options]
}

export interface Launched {
  readonly child: ChildProcessWithoutNullStreams
  /** Writes a line, and waits for one. */
  ask(line: string): Promise<string>
  /** What stands on stderr so far. */
  said: () => string
  /** Resolves when everything has ended, with what a shell would call the exit code. */
  readonly ended: Promise<{ code: number; stdout: string; stderr: string }>
}

/** Starts a launcher and speaks to it as nobody's SDK does. */
export function launch(
  issuer: LocalIssuer,
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Launched {
  const [program, ...args] = launcherOf(issuer, command)
  const child = spawn(program, args, { env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.on('error', () => {})
  return {
    child,
    async ask(line) {
      const before = stdout.length
      child.stdin.write(`${line}\n`)
      while (!stdout.includes('\n', before)) await once(child.stdout, 'data')
      return stdout.slice(before)
    },
    said: () => stderr,
    ended: once(child, 'close').then(([code, signal]) => ({
      code: exitCodeOf(code as number | null, signal as NodeJS.Signals | null),
      stdout,
      stderr,
    })),
  }
}

export const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})

/** The call of the echo server's tool. */
export const echo = (id: number, text: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'echo', arguments: { text } } })
