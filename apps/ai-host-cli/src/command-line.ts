import { ConfigError } from '@chain-of-trust/service-kit/config'
import { isTokenShaped } from '@chain-of-trust/stdio-handshake/token-shaped'
import { CommandError } from './command-error.ts'
import { COMMANDS } from './commands/index.ts'
import { EXIT } from './exit-codes.ts'
import { printableLine } from './printable.ts'
import { say, type Terminal } from './terminal.ts'

/**
 * Finds the command, runs it, and turns whatever ends it into a plain sentence on stderr and an exit code. No stack
 * trace, and no text of an unexpected error: it could quote what the program held.
 * @param args without the program's name
 * @param handleSignals called unless the command handles them itself
 * @returns the exit code
 */
export async function runCommandLine(
  args: readonly string[],
  io: Terminal,
  handleSignals: () => void = () => {},
): Promise<number> {
  const [name = '--help', ...rest] = args
  // A server's own command line too: every process list shows both, and editors keep what is started.
  const exposed = args.flatMap((argument, index) => (isTokenShaped(argument) ? [index + 1] : []))
  if (exposed.length > 0) {
    say(
      io,
      `Argument ${exposed.join(', ')} looks like a token, and every process list shows it. Nothing was started. Take it ` +
        'out of the command line: this program gets tokens by itself, and hands them over a pipe.',
    )
    return EXIT.configuration
  }
  try {
    if (['--help', '-h', 'help'].includes(name)) {
      io.stdout.write(await help())
      return args.length === 0 ? EXIT.usage : EXIT.ok
    }
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (load === undefined) {
      say(
        io,
        `There is no command "${printableLine(name)}". The commands: ${Object.keys(COMMANDS).join(', ')}`,
      )
      return EXIT.usage
    }
    const command = await load()
    // After `--` stands another program's command line.
    const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
    if (own.includes('--help') || own.includes('-h')) {
      io.stdout.write(command.usage)
      return EXIT.ok
    }
    if (command.ownSignals !== true) handleSignals()
    return await command.run(rest, io)
  } catch (error) {
    return explain(error, name, io)
  }
}

async function help(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()))
  const width = Math.max(...commands.map(({ name }) => name.length))
  return `ai-host-cli: an AI host for the terminal and for IDEs. It signs you in once, and hands tokens over a pipe.

Usage: ai-host-cli <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

ai-host-cli <command> --help says more about one of them.
`
}

function explain(error: unknown, name: string, io: Terminal): number {
  if (io.signal.aborted) {
    say(io, 'Stopped.')
    return io.signal.reason === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted
  }
  if (error instanceof CommandError) {
    say(io, error.message)
    return error.exitCode
  }
  if (error instanceof ConfigError) {
    say(io, error.message)
    return EXIT.configuration
  }
  if (isUsageError(error)) {
    say(io, `${usageFault(error)}. See: ai-host-cli ${printableLine(name)} --help`)
    return EXIT.usage
  }
  const kind = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : typeof error
  say(
    io,
    `ai-host-cli ${printableLine(name)} failed unexpectedly (${printableLine(kind)}). This is a fault of the program.`,
  )
  return EXIT.internal
}

/** Names an option. What stands elsewhere is not quoted: somebody will have put a secret there, and editors keep stderr. */
function usageFault(error: Error): string {
  return (error as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'
    ? 'There is an argument that this command does not take'
    : printableLine(error.message.split('. ')[0]!)
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS_')
}
