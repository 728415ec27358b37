import { readFileSync } from 'node:fs'
import { ConfigError } from '../config-error.ts'
import type { ServiceConfig } from '../config.ts'
import type { SqlDatabase } from './sql-database.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Opens PostgreSQL when `DATABASE_URL` names one, otherwise the SQLite file. Does not connect yet.
 * @param file path of the SQLite file, or `:memory:`
 * @throws ConfigError when the password file cannot be read
 */
export async function openSqlDatabase(
  {
    DATABASE_URL,
    DATABASE_PASSWORD_FILE,
  }: Partial<Pick<ServiceConfig, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>>,
  file: string,
): Promise<SqlDatabase> {
  if (DATABASE_URL === undefined) return openSqlite(file)
  const password = DATABASE_PASSWORD_FILE === undefined ? undefined : readPassword(DATABASE_PASSWORD_FILE)
  // Loaded only when there is one to talk to.
  const { openPostgres } = await import('./postgres.ts')
  return openPostgres(DATABASE_URL, password)
}

function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd()
  } catch {
    throw new ConfigError([`DATABASE_PASSWORD_FILE ${file}: cannot be read`])
  }
}
