/**
 * `npm run walkthrough [-- --user NAME] [--document ID | --query WORDS] [--audit-dir FOLDER] [--connect-to MAP] [--json]`: signs in over
 * HTTP as a browser would and follows one tool call through the chain. Starts the system if it is not up, and stops
 * what it started. Exit status 0 when all ten steps are done.
 */
import { parseArgs } from 'node:util'
import { installConnectTo } from '@chain-of-trust/service-kit'
import { stateDirectory } from '../repository.ts'
import { startUnlessUp } from '../start-unless-up.ts'
import { SystemError } from '../system.ts'
import { printWalk } from '../walkthrough/print.ts'
import { walk } from '../walkthrough/walk.ts'

// Everybody of the tenant may read it; --document 01FIN-BUDGET-2027 is for Finance alone.
const TRAVEL_POLICY = '01COM-TRAVEL-POLICY'
const AI_HOST = 'http://localhost:4400'
const USAGE =
  'npm run walkthrough -- [--user NAME] [--document ID | --query WORDS] [--audit-dir FOLDER] [--connect-to 4401=HOST:PORT,…] [--json]'

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
  installConnectTo(options['connect-to'])
  const system = await startUnlessUp(abort.signal)
  const stopped = new Promise<never>((_resolve, reject) => {
    abort.signal.addEventListener('abort', () => reject(new SystemError('Stopped.')), { once: true })
  })
  try {
    const walking = walk({
      aiHost: AI_HOST,
      auditFolder: options['audit-dir'],
      person: options.user,
      ask: options.query === undefined ? { document: options.document } : { query: options.query },
    })
    const result = await Promise.race([walking, stopped])
    const { steps, audit } = result
    console.log(options.json ? JSON.stringify({ steps, audit }, undefined, 2) : printWalk(result).join('\n'))
    return steps.every(({ ok }) => ok) ? 0 : 1
  } finally {
    await system?.stop()
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        user: { type: 'string', default: 'alice' },
        document: { type: 'string', default: TRAVEL_POLICY },
        query: { type: 'string' },
        'audit-dir': { type: 'string', default: stateDirectory() },
        'connect-to': { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return undefined
  }
}
