import type { Terminal } from '../terminal.ts'

/** One word after `ai-host-cli`. */
export interface Command {
  readonly name: string
  /** One line of the list of commands: a sentence without its full stop. */
  readonly summary: string
  /** What `ai-host-cli <name> --help` prints: synopsis, options, examples, exit codes. */
  readonly usage: string
  /** Handles SIGINT and SIGTERM itself; otherwise they abort `io.signal`, and a second one ends the process. */
  readonly ownSignals?: boolean
  /**
   * @param args what follows the name
   * @returns the exit code
   * @throws CommandError; node:util's ERR_PARSE_ARGS_*, which main.ts turns into a usage error (64)
   */
  run(args: string[], io: Terminal): Promise<number>
}
