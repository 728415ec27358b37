import type { Readable, Writable } from 'node:stream'

/** What a command has of the process that it runs in; a test gives another. */
export interface Terminal {
  readonly stdin: Readable & { isTTY?: boolean }
  /** The command's result and nothing else: of `run`, the MCP messages. */
  readonly stdout: Writable & { isTTY?: boolean }
  /** What is said to the person. */
  readonly stderr: Writable & { isTTY?: boolean }
  /** Read by `readConfig`, and by the launcher to make the child's environment; nobody else. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts at the first Ctrl-C (SIGINT) or SIGTERM. A command that handles signals itself says so in its `Command`. */
  readonly signal: AbortSignal
}

/** One line to the person. @param line of our own words; text of others goes through `printable` first */
export function say({ stderr }: Pick<Terminal, 'stderr'>, line = ''): void {
  stderr.write(`${line}\n`)
}
