import { inSpan } from '@chain-of-trust/auth-core/telemetry'
import { startOtlpReceiver } from '@chain-of-trust/testkit'
import { startPostgres } from '@chain-of-trust/testkit/postgres'
import { expect, test } from 'vitest'
import { startTelemetry } from '../telemetry/start-telemetry.ts'
import { openSqlDatabase } from './open-sql-database.ts'

const WORD = 'hippopotamus'

test('a statement is a span with its verb: no text, no table, no value, and none for what runs for nobody', async () => {
  const postgres = await startPostgres()
  const receiver = await startOtlpReceiver()
  const telemetry = await startTelemetry('test', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, () => {})
  const database = await openSqlDatabase(
    { DATABASE_URL: postgres.url, DATABASE_PASSWORD_FILE: postgres.passwordFile },
    '',
  )
  try {
    await database.run(`create table ${WORD} (id text primary key)`)
    await inSpan('asked', {}, async () => {
      await database.run(`insert into ${WORD} values (?1)`, `${WORD} of Alice`)
      await database.transaction((session) => session.run(`\n  UPDATE ${WORD} set id = ?1`, WORD))
      await database.all(`select id from ${WORD} where id = '${WORD}'`)
      // The server's own words quote the value.
      await expect(database.run(`insert into ${WORD} values (?1)`, WORD)).rejects.toThrow(WORD)
    })
  } finally {
    await database.close()
    await postgres.stop()
    await telemetry.close()
    receiver.close()
  }
  const [asked, ...statements] = receiver.spans().toReversed()
  expect(statements.toReversed().map(({ name, kind, failed }) => [name, kind, failed])).toEqual([
    ['postgresql insert', 3, false],
    ['postgresql update', 3, false],
    ['postgresql select', 3, false],
    ['postgresql insert', 3, true],
  ])
  for (const { name, parentSpanId, attributes } of statements) {
    expect(parentSpanId).toBe(asked?.spanId)
    const { 'error.type': _, ...said } = attributes
    expect(said).toEqual({ 'db.system.name': 'postgresql', 'db.operation.name': name.split(' ')[1] })
  }
  expect(receiver.text()).not.toMatch(new RegExp(`${WORD}|alice`, 'i'))
}, 60_000)
