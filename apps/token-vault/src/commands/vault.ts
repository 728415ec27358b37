/**
 * `npm run vault -- status|rotate|retire [--json]`: the key-encryption keys of the token vault. Runs beside the vault,
 * with the same configuration and under the same account.
 */
import { parseArgs } from 'node:util'
import { ConfigError, DatabaseUnavailable, loadClientKey } from '@chain-of-trust/service-kit'
import { readConfig } from '../config.ts'
import { KekUnavailable } from '../kek/keks.ts'
import { retire } from '../rotation/retire.ts'
import { rotate } from '../rotation/rotate.ts'
import { statusOf } from '../rotation/status.ts'
import { openState, type VaultState } from '../store/open-state.ts'

const USAGE = `npm run vault -- status [--json]   the key-encryption keys, and how many links each seals
npm run vault -- rotate [--json]   goes over to a new key while calls go on; run again after an interruption
npm run vault -- retire [--json]   deletes old keys that no link needs any more`

/** What was asked for cannot be done as asked. */
class UsageError extends Error {}

type Command = (state: VaultState) => Promise<{ result: unknown; lines: readonly string[] }>

const COMMANDS: Record<string, Command> = {
  async status(state) {
    const keys = await statusOf(state)
    const word = ({ current, missing }: (typeof keys)[number]) =>
      missing ? 'MISSING' : current ? 'current' : 'old'
    return { result: { keys }, lines: keys.map((key) => `${key.kekId}  ${word(key)}  ${key.rows} links`) }
  },
  async rotate(state) {
    const started = performance.now()
    let said = started
    const progress = (rows: number) => {
      if (performance.now() - said < 2000) return
      said = performance.now()
      process.stderr.write(`  ${rows} links…\n`)
    }
    const { kekId, resumed, rewrapped, unsealable } = await rotate(state, progress)
    const ms = performance.now() - started
    const rate = Math.round(rewrapped / (ms / 1000))
    const result = { kekId, resumed, rewrapped, unsealable, ms: Math.round(ms), rowsPerSecond: rate }
    const what = resumed ? 'Finished the interrupted rotation to' : 'New key-encryption key'
    return {
      result,
      lines: [
        `${what} ${kekId}: ${rewrapped} links in ${(ms / 1000).toFixed(1)} s (${rate} each second)`,
        ...unsealable.map(
          ({ tid, oid, client }) => `ALTERED, left alone: tid ${tid}, oid ${oid}, client ${client}`,
        ),
      ],
    }
  },
  async retire(state) {
    const keys = await retire(state)
    const lines = keys.map(({ kekId, says }) => `${kekId}: ${says}`)
    return { result: { keys }, lines: keys.length === 0 ? ['There is no old key.'] : lines }
  },
}

try {
  await main()
} catch (error) {
  const expected = [UsageError, ConfigError, KekUnavailable, DatabaseUnavailable].some(
    (kind) => error instanceof kind,
  )
  if (!expected) throw error
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { command, json } = readArguments()
  const config = readConfig()
  const client = () => ({
    clientId: config.CLIENT_ID,
    tenantId: config.TENANT_ID,
    issuer: config.ISSUER,
    tokenEndpoint: config.TOKEN_ENDPOINT,
    key: loadClientKey('token-vault', config),
  })
  const state = await openState(config, client)
  try {
    const { result, lines } = await command(state)
    process.stdout.write(`${json ? JSON.stringify(result, undefined, 2) : lines.join('\n')}\n`)
  } finally {
    await state.database.close()
  }
}

function readArguments(): { command: Command; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const [name = '', ...more] = positionals
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command !== undefined && more.length === 0) return { command, json: values.json }
  } catch {
    // Said below.
  }
  throw new UsageError(USAGE)
}
