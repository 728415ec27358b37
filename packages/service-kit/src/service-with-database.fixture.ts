import { serve } from './serve.ts'
import { openSqlDatabase } from './sql/open-sql-database.ts'

// A service that asks its database before it listens: DATABASE_URL and DATABASE_PASSWORD_FILE are its arguments. Without
// them it has a SQLite that cannot open a file.
await serve('example', async () => {
  const [, , DATABASE_URL, DATABASE_PASSWORD_FILE] = process.argv
  const database = await openSqlDatabase({ DATABASE_URL, DATABASE_PASSWORD_FILE }, ':memory:')
  await database.all(DATABASE_URL === undefined ? "attach '/nowhere/at/all' as other" : 'select 1')
  throw new Error('the database was to refuse')
})
