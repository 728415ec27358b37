import { readConfig } from '../config.ts'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { openTokenSource } from '../identity/open-token-source.ts'
import { answerFirstRequest } from '../run/answer-first-request.ts'
import { openServer } from '../run/open-server.ts'
import { readLaunchLine } from '../run/read-launch-line.ts'
import { relay } from '../run/relay.ts'
import type { Terminal } from '../terminal.ts'
import type { Command } from './command.ts'

export const run: Command = {
  name: 'run',
  summary: 'Start a local MCP server for an IDE, with a credential over the pipe',
  usage: `Usage: ai-host-cli run [options] -- <command> [arguments]

Signs you in if nobody is, starts the server, hands it a token in the STDIO handshake, and then passes MCP
through between the program that started this one (VS Code, Claude Desktop, Cursor, …) and the server.
The token is never in an environment variable, an argument or a file of the server's.

  --write            ask for Workspace.Write too; each write still asks for your approval
  --resource NAME    application that the server is registered as (default: mcp-workspace)
  --scope NAME       scope to ask for instead of Workspace.Read; may be repeated
  --env NAME         let the server have this variable; may be repeated. Usual ones (PATH, HOME, LANG, …) it has
  --no-open          print the address to sign in at, instead of opening a browser
  --device-code      sign in with a code, on this or another device

Example: ai-host-cli run -- mcp-workspace --root .

Exit codes: the server's own; 64 usage, 65 the server does not accept the handshake, 69 sign-in service out of reach,
76 the server broke the protocol or wants a token for something else, 77 sign-in needed, 78 configuration, 124 no
handshake in time, 126 and 127 the command cannot be run, 128 + n ended by signal n.
`,
  ownSignals: true,
  async run(args, io) {
    try {
      return await launch(args, io)
    } catch (error) {
      if (error instanceof CommandError && io.stdin.isTTY !== true) {
        await answerFirstRequest(io.stdin, io.stdout, error.message)
      }
      throw error
    }
  },
}

async function launch(args: readonly string[], io: Terminal): Promise<number> {
  const { access, keep, signIn, command } = readLaunchLine(args)
  const [program, ...rest] = command
  if (program === undefined) {
    throw new CommandError(
      EXIT.usage,
      'Which server? Its command follows two dashes: ai-host-cli run -- <command>',
    )
  }
  const config = readConfig(io.env)
  const tokens = await openTokenSource(config, io, signIn)
  return relay(await openServer({ command: [program, ...rest], keep }, access, { config, tokens, io }), io)
}
