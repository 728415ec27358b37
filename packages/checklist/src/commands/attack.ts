/**
 * `npm run attack [-- --only TEXT] [--state-dir FOLDER] [--json]`: every attack against the running system, started if it is
 * not up, and against the lab. Exit status 0 when each is refused by the right guard for the right reason.
 */
import { parseArgs } from 'node:util'
import { startUnlessUp, stateDirectory, SystemError } from '@chain-of-trust/tooling'
import { loadAttacks } from '../load-attacks.ts'
import { printOutcome, printSummary } from '../print.ts'
import { runAttack, type Outcome } from '../run-attack.ts'
import { openTarget } from '../target.ts'

const USAGE = 'npm run attack -- [--only TEXT] [--state-dir FOLDER] [--json]'

const abort = new AbortController()
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => abort.abort())

const status = await main().catch((error: unknown) => {
  console.error(error instanceof SystemError ? error.message : error)
  return 1
})
process.exit(status)

async function main(): Promise<number> {
  const options = readOptions()
  if (!options) return 1
  const attacks = (await loadAttacks()).filter(({ id, group }) => `${group}/${id}`.includes(options.only))
  if (attacks.length === 0) throw new SystemError(`No attack has ${options.only} in its name.`)

  const stateDir = stateDirectory(options['state-dir'])
  const system = await startUnlessUp(abort.signal, stateDir)
  const target = await openTarget(stateDir)
  try {
    const outcomes: Outcome[] = []
    for (const attack of attacks) {
      if (abort.signal.aborted) throw new SystemError('Stopped.')
      const outcome = await runAttack(attack, target)
      outcomes.push(outcome)
      if (!options.json) printOutcome(attack, outcome).forEach((line) => console.log(line))
    }
    console.log(options.json ? JSON.stringify({ attacks: outcomes }, undefined, 2) : printSummary(outcomes))
    return outcomes.every(({ refused }) => refused) ? 0 : 1
  } finally {
    await target.close()
    await system?.stop()
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', default: '' },
        'state-dir': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return undefined
  }
}
