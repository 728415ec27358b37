import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { callTool } from '../call/call-tool.ts'
import { printResult } from '../call/print-result.ts'
import { CommandError } from '../command-error.ts'
import { readConfig } from '../config.ts'
import { EXIT } from '../exit-codes.ts'
import { openTokenSource } from '../identity/open-token-source.ts'
import { localResource } from '../run/local-resource.ts'
import { openServer } from '../run/open-server.ts'
import { scopesFrom } from '../run/read-launch-line.ts'
import type { Terminal } from '../terminal.ts'
import type { Command } from './command.ts'

/** The server of this repository: where no other command is given. */
const MCP_WORKSPACE = fileURLToPath(new URL('../../../mcp-workspace/bin/mcp-workspace', import.meta.url))
/** Variables that both programs read; none of them is secret. */
const SHARED = ['ISSUER', 'TENANT_ID', 'JWKS_URI', 'SENDER_CONSTRAINT', 'STATE_DIR', 'LOG_LEVEL']

const OPTIONS = {
  json: { type: 'string' },
  write: { type: 'boolean', default: false },
  scope: { type: 'string', multiple: true },
  root: { type: 'string', default: '.' },
  yes: { type: 'boolean', default: false },
  'json-output': { type: 'boolean', default: false },
  'no-open': { type: 'boolean', default: false },
  'device-code': { type: 'boolean', default: false },
} as const

export const call: Command = {
  name: 'call',
  summary: 'Call one tool of a local MCP server, in this folder unless told otherwise',
  usage: `Usage: ai-host-cli call <tool> [key=value…] [options] [-- <command> [arguments]]

Starts a local MCP server (this repository's mcp-workspace unless a command is given), hands it a token in the
STDIO handshake, calls one tool, prints the answer, and ends the server.

  --json OBJECT      arguments as JSON; key=value wins over it
  --root DIR         folder that mcp-workspace may see (default: the current one)
  --write            ask for Workspace.Write too
  --yes              answer yes where the server asks for your approval
  --json-output      print the whole result as JSON
  --scope NAME       scope to ask for instead of Workspace.Read; may be repeated
  --no-open, --device-code   as for login

Examples: ai-host-cli call read_file path=README.md
          ai-host-cli call write_file --write path=notes.txt content=hello

Exit codes: 0; 1 the tool failed; 77 the call was refused, and stderr says what to do; others as for run.
`,
  run: callOnce,
}

async function callOnce(args: string[], io: Terminal): Promise<number> {
  const dashes = args.indexOf('--')
  const { values, positionals } = parseArgs({
    args: dashes === -1 ? args : args.slice(0, dashes),
    options: OPTIONS,
    allowPositionals: true,
  })
  const [tool, ...words] = positionals
  if (tool === undefined) throw new CommandError(EXIT.usage, 'Which tool? See: ai-host-cli call --help')
  const access = localResource('mcp-workspace', scopesFrom(values))
  const config = readConfig(io.env)
  const signIn = { open: !values['no-open'], deviceCode: values['device-code'] }
  const tokens = await openTokenSource(config, io, signIn)
  const [program, ...rest] = dashes === -1 ? [] : args.slice(dashes + 1)
  const server = await openServer(
    {
      command: program === undefined ? [MCP_WORKSPACE, '--root', values.root] : [program, ...rest],
      keep: SHARED,
      // In a script nobody would see the browser, or the address.
      interactive: io.stdin.isTTY === true,
      oneShot: true,
    },
    access,
    { config, tokens, io },
  )
  try {
    const result = await callTool(
      server,
      { tool, words, json: values.json, yes: values.yes },
      { io, stepUp: (claims) => tokens.token({ scopes: access.scopes, claims }) },
    )
    return printResult(result, io, values['json-output'])
  } finally {
    await server.end()
    tokens.close()
  }
}
