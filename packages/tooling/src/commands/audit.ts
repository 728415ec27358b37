/**
 * `npm run audit -- verify [--dir FOLDER] [--keys FOLDER] [--json]`: checks every service's audit log, and what
 * audit-trail holds of it; exit status 1 unless each is as it was written. `npm run audit -- trace ID [--dir FOLDER] [--json]`: the hops of one request.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findAuditLogs, NoAuditLogs } from '../audit/logs.ts'
import { printReports } from '../audit/print-reports.ts'
import { printTraces } from '../audit/print-traces.ts'
import { isTrailHere, readHeldRecords } from '../audit/held.ts'
import { findTraces } from '../audit/trace.ts'
import { verifyLogs } from '../audit/verify-logs.ts'
import { stateDirectory } from '../repository.ts'

const USAGE = `npm run audit -- verify [--dir FOLDER] [--keys FOLDER] [--json]
npm run audit -- trace ID [--dir FOLDER] [--json]

  --dir   folder of state with audit/, checkpoints/ and audit-keys/ (default: var)
          audit-trail's store is looked for there too, or in PostgreSQL: DATABASE_URL, DATABASE_PASSWORD_FILE
  --keys  folder of public keys (SERVICE.pub.pem, SERVICE.2.pub.pem, …) that you keep elsewhere
  ID      a trace id, the uti of a token, or an operation id, whole`

/** What was asked for cannot be done as asked. */
class UsageError extends Error {}

try {
  process.exitCode = main()
} catch (error) {
  if (!(error instanceof NoAuditLogs || error instanceof UsageError || isUnreadable(error))) throw error
  console.error(error.message)
  process.exitCode = 1
}

function main(): number {
  const { values: options, positionals } = readArguments()
  const [command, id, ...more] = positionals
  const folder = resolve(options.dir)
  const logs = () => findAuditLogs(folder, options.keys)
  if (command === 'verify' && id === undefined) {
    const found = verifyLogs(folder, logs())
    say(options.json ? found : printReports(found))
    return found.ok ? 0 : 1
  }
  if (command === 'trace' && id !== undefined && more.length === 0) {
    const files = logs()
    const traces = findTraces(files, id, isTrailHere(folder) ? readHeldRecords(folder, id) : [])
    if (traces.length === 0) throw new NoAuditLogs(`No record names ${id} under ${folder}.`)
    say(options.json ? { traces } : printTraces(traces))
    return 0
  }
  throw new UsageError(USAGE)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        dir: { type: 'string', default: stateDirectory() },
        keys: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}

function say(result: readonly string[] | object): void {
  console.log(Array.isArray(result) ? result.join('\n') : JSON.stringify(result, undefined, 2))
}

/** Of another user: a container's, perhaps. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EACCES'
}
