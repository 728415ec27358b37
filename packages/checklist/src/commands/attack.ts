/**
 * `npm run attack [-- --only TEXT] [--pairs] [--state-dir FOLDER] [--json]`: every attack against the running system, started
 * if it is not up, and against the lab; then each mistake beside ours. Exit status 0 when each attack is refused by the right
 * guard for the right reason, and each exploit works on the mistake alone.
 *
 * `npm run attack -- --target URL …`: what applies to anybody's MCP server, against that one.
 */
import { parseArgs } from 'node:util'
import { findRedis } from '@chain-of-trust/testkit/redis-program'
import { startUnlessUp, stateDirectory, SystemError } from '@chain-of-trust/tooling'
import { attackTarget, TARGET_USAGE } from '../any-server/command.ts'
import { loadAttacks, type NamedAttack } from '../load-attacks.ts'
import { loadPairs } from '../pairs/load-pairs.ts'
import type { PairOutcome } from '../pairs/pair.ts'
import { printPair, printPairSummary } from '../pairs/print-pair.ts'
import { runPair } from '../pairs/run-pair.ts'
import { printOutcome, printSummary } from '../print.ts'
import { runAttack, type Outcome } from '../run-attack.ts'
import { openTarget } from '../target.ts'

const USAGE = `npm run attack -- [--only TEXT] [--pairs] [--state-dir FOLDER] [--json]\n${TARGET_USAGE}`

const abort = new AbortController()
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => abort.abort())

const status = await main().catch((error: unknown) => {
  console.error(error instanceof SystemError ? error.message : error)
  return 1
})
process.exit(status)

async function main(): Promise<number> {
  const args = process.argv.slice(2)
  if (args.some((arg) => /^--target(=|$)/.test(arg))) return attackTarget(args, (line) => console.log(line))
  const options = readOptions()
  if (!options) return 1
  const { only } = options
  const attacks = options.pairs ? [] : await chosenAttacks(only)
  const pairs = (await loadPairs()).filter(({ id }) => `pairs/${id}`.includes(only))
  if (attacks.length + pairs.length === 0) throw new SystemError(`No attack has ${only} in its name.`)

  const stateDir = stateDirectory(options['state-dir'])
  const system = await startUnlessUp(abort.signal, stateDir)
  const target = await openTarget(stateDir)
  const print = options.json ? () => undefined : (lines: string[]) => console.log(lines.join('\n'))
  try {
    const outcomes: Outcome[] = []
    for (const attack of attacks) {
      if (abort.signal.aborted) throw new SystemError('Stopped.')
      const outcome = await runAttack(attack, target)
      outcomes.push(outcome)
      print(printOutcome(attack, outcome))
    }
    if (outcomes.length > 0) print([printSummary(outcomes), ''])
    const compared: PairOutcome[] = []
    for (const pair of pairs) {
      if (abort.signal.aborted) throw new SystemError('Stopped.')
      const outcome = await runPair(pair, target)
      compared.push(outcome)
      print(printPair(outcome))
    }
    if (compared.length > 0) print([printPairSummary(compared)])
    if (options.json) console.log(JSON.stringify({ attacks: outcomes, pairs: compared }, undefined, 2))
    const good =
      outcomes.every(({ refused }) => refused) && compared.every(({ fault }) => fault === undefined)
    return good ? 0 : 1
  } finally {
    await target.close()
    await system?.stop()
  }
}

async function chosenAttacks(only: string): Promise<NamedAttack[]> {
  const wanted = (await loadAttacks()).filter(({ id, group }) => `${group}/${id}`.includes(only))
  const attacks = wanted.filter(({ group }) => group !== 'replicas' || findRedis() !== undefined)
  if (attacks.length < wanted.length) {
    console.error(
      'Left out: replicas/, for want of valkey-server or redis-server (Debian: apt-get install redis-tools).',
    )
  }
  return attacks
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', default: '' },
        pairs: { type: 'boolean', default: false },
        'state-dir': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return undefined
  }
}
