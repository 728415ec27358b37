/**
 * `npm run doctor [-- SERVICE …] [--env-file FILE] [--applications FILE] [--json]`: checks the configuration of services
 * against their tenant, and says what is wrong and what helps. Exit status 1 when something will not work.
 */
import { readFileSync } from 'node:fs'
import { parseArgs, parseEnv } from 'node:util'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { diagnose } from '../doctor/diagnose.ts'
import { printFindings } from '../doctor/print-findings.ts'
import { Listed } from '../doctor/registered.ts'
import { listServices } from '../services.ts'

const USAGE = `npm run doctor [-- SERVICE …] [--env-file FILE] [--applications FILE] [--json]

  SERVICE         a name, as under apps/ (default: each that is registered; with --env-file: needed)
  --env-file      the variables of that one service, NAME=value a line (default: this environment)
  --applications  what Microsoft Graph's GET /applications answered, as JSON
  --json          one object`

const LIMIT_MS = 10_000
const known = listServices()
  .map(({ name }) => name)
  .filter((name) => registrations().applications.some((application) => application.name === name))

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = 1
}

async function main(): Promise<number> {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'env-file': { type: 'string' },
      applications: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${known.join(', ')}.`)
  const file = options['env-file']
  if (file !== undefined && positionals.length !== 1)
    throw new Error('--env-file is of one service: name it.')
  const environment = file === undefined ? process.env : parseEnv(readFileSync(file, 'utf8'))
  const listed =
    options.applications === undefined
      ? {}
      : { listed: Listed.parse(JSON.parse(readFileSync(options.applications, 'utf8'))) }

  const services = await Promise.all(
    (positionals.length > 0 ? positionals : known).map(async (name) => ({
      name,
      findings: await diagnose(name, environment, { fetch: patientFetch, now: Date.now(), ...listed }),
    })),
  )
  const isWell = services.every(({ findings }) => findings.every(({ level }) => level !== 'problem'))
  console.log(options.json ? JSON.stringify({ ok: isWell, services }, undefined, 2) : printFindings(services))
  return isWell ? 0 : 1
}

function patientFetch(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(LIMIT_MS), redirect: 'error' })
}
