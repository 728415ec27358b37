/**
 * What `npm run audit` asks this service's store, with its configuration: `held.ts logs` prints each log, verified, as a
 * line of JSON; `held.ts records ID` the lines of the requests that an id belongs to. Reads only.
 */
import { join } from 'node:path'
import {
  ConfigError,
  DatabaseUnavailable,
  openSqlDatabase,
  type SqlDatabase,
} from '@chain-of-trust/service-kit'
import { readConfig } from '../config.ts'
import { heldLogs, linesNaming } from '../store/held.ts'

try {
  await main()
} catch (error) {
  // What has words for the operator is said in them.
  if (!(error instanceof ConfigError || error instanceof DatabaseUnavailable)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { STATE_DIR, ...config } = readConfig()
  const database = await openSqlDatabase(config, join(STATE_DIR, 'audit-trail', 'audit.sqlite'))
  try {
    for (const line of await answer(database, process.argv.slice(2))) process.stdout.write(`${line}\n`)
  } finally {
    await database.close()
  }
}

async function answer(store: SqlDatabase, [question, id = '']: string[]): Promise<string[]> {
  if (question === 'records') return linesNaming(store, id)
  return (await heldLogs(store)).map((log) => JSON.stringify(log))
}
