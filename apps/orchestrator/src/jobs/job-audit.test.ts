import type { Secret } from '@chain-of-trust/auth-core'
import { ALICE } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { jobSystem } from './job-system.fixture.ts'
import { DAY } from './jobs.fixture.ts'

const system = jobSystem()

test('the record says who, with nobody present, and which token it came from', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  const before = system.one.audit.records.length
  system.one.clock.ahead = DAY
  await system.one.tick()
  const exchanged = system.one.audit.records.slice(before).filter(({ event }) => event === 'token_exchanged')
  expect(exchanged.map(({ tool }) => tool)).toEqual([
    undefined,
    'mcp-sharepoint/search_documents',
    'mcp-sharepoint/read_document',
  ])
  for (const record of exchanged) {
    expect(record).toMatchObject({
      outcome: 'success',
      subject: { oid: ALICE },
      token: { name: 'B', parent_uti: claimsOf(alice.token).uti },
      binding: { method: 'dpop' },
      diagnostics: { unattended: true, job: id },
    })
  }
  expect(new Set(exchanged.map(({ trace_id }) => trace_id)).size).toBe(1)
})

test('each refresh token is used once, and none is in the log, the records, the answers or the database', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  system.one.clock.ahead = DAY
  await system.one.tick()
  system.one.clock.ahead += DAY
  await system.one.tick()
  const used = system.one.tokenRequests.flatMap((form) => form.getAll('refresh_token'))
  expect(used.length).toBeGreaterThan(1)
  expect(new Set(used).size).toBe(used.length)
  const shown = [
    ...system.one.log,
    JSON.stringify(system.one.audit.records),
    JSON.stringify(await alice.job(id)),
    system.one.database(),
  ]
  for (const token of used) expect(shown.join('\n')).not.toContain(token)
})

function claimsOf(token: Secret): { uti: string } {
  return JSON.parse(Buffer.from(token.reveal().split('.')[1]!, 'base64url').toString()) as { uti: string }
}
