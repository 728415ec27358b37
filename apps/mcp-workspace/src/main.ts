import { redactTokens, type AuditLog } from '@chain-of-trust/auth-core'
import { startTelemetry, type Telemetry } from '@chain-of-trust/service-kit/telemetry'
import { openAuditSlot } from '@chain-of-trust/service-kit/audit-log'
import { EXIT, HandshakeError, refuseTokensInProcess } from '@chain-of-trust/stdio-handshake/server'
import { ConfigError, environment, readConfig, USAGE, UsageError } from './config.ts'
import { openRoot } from './root/root.ts'
import { runSession } from './session.ts'
import { printable } from './tools/arguments.ts'

/**
 * stdout is the protocol's: whatever is for people goes to stderr, where editors keep it for years and terminals obey
 * it. What a client sent may be quoted in a line.
 */
function tell(text: string): void {
  const lines = redactTokens(text.slice(0, LONGEST_NOTE)).split('\n').map(printable)
  process.stderr.write(`mcp-workspace: ${lines.join('\n')}\n`)
}

/** Characters. */
const LONGEST_NOTE = 4000

/** @returns the exit code */
async function main(argv: readonly string[]): Promise<number> {
  // Before anything is said about the arguments: they may be what must not be said.
  const exposed = tokensInProcess(argv)
  let audit: AuditLog | undefined
  let telemetry: Telemetry | undefined
  try {
    const config = readConfig(exposed === undefined ? argv : ['--root', '.'])
    if (config === 'help') {
      process.stdout.write(USAGE)
      return 0
    }
    audit = openAuditSlot('mcp-workspace', config.STATE_DIR)
    if (exposed !== undefined) {
      audit.write({ event: 'token_accepted', outcome: 'failure', reason: exposed.reason })
      throw exposed
    }
    telemetry = await startTelemetry('mcp-workspace', config, tell)
    await using root = await openRoot({
      path: config.root,
      stateDir: config.STATE_DIR,
      allowSensitive: config.allowSensitive,
    })
    const stop = new AbortController()
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
    const quiet = !['info', 'debug', 'trace'].includes(config.LOG_LEVEL)
    await runSession({
      config,
      root,
      audit,
      input: process.stdin,
      output: process.stdout,
      tell: quiet ? () => undefined : tell,
      stop: stop.signal,
    })
    return 0
  } catch (error) {
    return explain(exposed ?? error)
  } finally {
    await audit?.close()
    await telemetry?.close()
  }
}

function tokensInProcess(argv: readonly string[]): HandshakeError | undefined {
  try {
    refuseTokensInProcess(environment, argv)
    return undefined
  } catch (error) {
    if (error instanceof HandshakeError) return error
    throw error
  }
}

/** Says what happened, who can fix it and how; a stack only for what is our own fault. @returns the exit code */
function explain(error: unknown): number {
  if (error instanceof HandshakeError) {
    tell(error.message)
    return error.exitCode
  }
  if (error instanceof UsageError) {
    tell(`${error.message} \`mcp-workspace --help\` says how it is used.`)
    return EXIT.usage
  }
  if (error instanceof ConfigError) {
    tell(error.message)
    return EXIT.configuration
  }
  tell(`stopped by a fault of its own: ${error instanceof Error ? error.stack : String(error)}`)
  return EXIT.internal
}

// A client that has gone is no fault of ours, and no news.
process.stdout.on('error', () => undefined)
const code = await main(process.argv.slice(2))
// Standard input may stay open for long, and would keep us running; what is written goes out first.
process.stdout.write('', () => process.exit(code))
