/**
 * `npm run walkthrough [-- --user NAME] [--document ID | --query WORDS] [--audit-dir FOLDER] [--connect-to MAP] [--json]`: signs in over
 * HTTP as a browser would and follows one tool call through the chain. With `--pattern 2` the tool runs on the person's own
 * machine and gets its token over a pipe. With `--pattern 3 [--account NAME] [--anew]` the call
 * needs an account that the person has elsewhere, and they connect it on the way. Starts the system if it is not up, and
 * stops what it started. Exit status 0 when all steps are done.
 */
import { parseArgs } from 'node:util'
import { installConnectTo } from '@chain-of-trust/service-kit'
import { stateDirectory } from '../repository.ts'
import { startUnlessUp } from '../start-unless-up.ts'
import { SystemError } from '../system.ts'
import { walkLocalServer } from '../walkthrough/local-server/walk.ts'
import { walkLinkedAccount } from '../walkthrough/linked-account/walk.ts'
import { printWalk } from '../walkthrough/print.ts'
import { walk } from '../walkthrough/walk.ts'

// Everybody of the tenant may read it; --document 01FIN-BUDGET-2027 is for Finance alone.
const TRAVEL_POLICY = '01COM-TRAVEL-POLICY'
/**
 * 1: a resource that takes the tenant’s own tokens. 2: a server on the person’s own machine. 3: an account elsewhere, linked
 * through the token vault.
 */
const PATTERNS = ['1', '2', '3'] as const
type Pattern = (typeof PATTERNS)[number]
const AI_HOST = 'http://localhost:4400'
const USAGE =
  'npm run walkthrough -- [--user NAME] [--document ID | --query WORDS | --pattern 2 | --pattern 3 [--account NAME] [--anew]] [--audit-dir FOLDER] [--connect-to 4401=HOST:PORT,…] [--json]'

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
  await installConnectTo(options['connect-to'])
  const system = await startUnlessUp(abort.signal)
  const stopped = new Promise<never>((_resolve, reject) => {
    abort.signal.addEventListener('abort', () => reject(new SystemError('Stopped.')), { once: true })
  })
  try {
    const common = { aiHost: AI_HOST, auditFolder: options['audit-dir'], person: options.user }
    const { query, document, account, anew } = options
    const walks = {
      '1': () => walk({ ...common, ask: query === undefined ? { document } : { query } }),
      '2': () => walkLocalServer(common),
      '3': () => walkLinkedAccount({ ...common, account, anew }),
    }
    const result = await Promise.race([walks[options.pattern](), stopped])
    const { steps, audit, linking } = result
    const json = { steps, audit, ...(linking ? { linking } : {}) }
    console.log(options.json ? JSON.stringify(json, undefined, 2) : printWalk(result).join('\n'))
    return steps.every(({ ok }) => ok) ? 0 : 1
  } finally {
    await system?.stop()
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        pattern: { type: 'string', default: '1' },
        account: { type: 'string' },
        anew: { type: 'boolean', default: false },
        user: { type: 'string', default: 'alice' },
        document: { type: 'string', default: TRAVEL_POLICY },
        query: { type: 'string' },
        'audit-dir': { type: 'string', default: stateDirectory() },
        'connect-to': { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
      },
    })
    const { pattern } = values
    if (!isPattern(pattern)) throw new Error(`There is no pattern ${pattern} to walk: 1, 2 or 3.`)
    return { ...values, pattern }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return undefined
  }
}

function isPattern(text: string): text is Pattern {
  return (PATTERNS as readonly string[]).includes(text)
}
