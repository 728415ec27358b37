import { expect, test } from 'vitest'
import { parked, resume } from '../operations.ts'
import { EVERY_CONTEXT, person, type Person } from '../person.ts'
import { MCP_SHAREPOINT, ORCHESTRATOR } from '../system-under-test.ts'
import { auditLogs, docker, healthy, only } from './docker.ts'

/** Seconds that a store is away. */
const OUTAGE = 20
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Seen {
  status: number
  retryAfter: string | null
  text: string
}

/** Stops a store for a while, asks all the time, starts it. @returns every answer in between */
async function without(store: string, ask: () => Promise<Response>): Promise<Seen[]> {
  const container = await only(store)
  const seen: Seen[] = []
  await docker('stop', '--time', '10', container.id)
  try {
    const end = Date.now() + OUTAGE * 1000
    while (Date.now() < end) {
      const answer = await ask()
      seen.push({
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        text: await answer.text(),
      })
      await pause(250)
    }
  } finally {
    await docker('start', container.id)
    await healthy(container)
  }
  return seen
}

function expectOnlyUnavailable(seen: Seen[]): void {
  expect(seen.length).toBeGreaterThan(2)
  expect([...new Set(seen.map(({ status }) => status))]).toEqual([503])
  for (const { retryAfter } of seen) expect(Number(retryAfter)).toBeGreaterThan(0)
  for (const { text } of seen) expect(text).not.toMatch(/invalid_token|ECONN|valkey|postgres|-db/i)
}

const operations = (who: Person) => who.send(`${ORCHESTRATOR}/api/operations`)

/** Refusals that say why: the store could not be asked. */
const unavailable = () =>
  auditLogs('orchestrator')
    .flatMap(({ records }) => records.map(({ reason }) => reason ?? ''))
    .filter((reason) => ['replay_memory_unavailable', 'revocations_unknown'].includes(reason)).length

test('Valkey is away for 20 seconds: 503 at every tier, nothing is accepted, and it mends itself', async () => {
  const alice = await person('Alice')
  expect((await operations(alice)).status).toBe(200)
  const before = unavailable()
  const seen = await without('valkey', () => operations(alice))
  expectOnlyUnavailable(seen)
  // Who was signed in signs in again once: nobody remembers who was revoked while the list was lost.
  await expect
    .poll(async () => (await operations(await person('Alice'))).status, { timeout: 90_000, interval: 500 })
    .toBe(200)
  expect(unavailable()).toBeGreaterThan(before)
}, 300_000)

test('a proof from before Valkey lost its memory is not good again', async () => {
  const alice = await person('Alice')
  let sent: [string, RequestInit | undefined] | undefined
  const { dpopFetch } = await import('@chain-of-trust/auth-core/dpop-client')
  const tapped = dpopFetch(alice.key, { fetch: (url, init) => fetch(...(sent = [url, init])) })
  expect((await tapped(`${ORCHESTRATOR}/api/operations`, { accessToken: alice.token })).status).toBe(200)
  const again = async () => (await fetch(...sent!)).status
  expect(await again()).toBe(401)
  const valkey = await only('valkey')
  await docker('restart', '--time', '5', valkey.id)
  const statuses = new Set<number>()
  await expect
    .poll(
      async () => {
        statuses.add(await again())
        return (await operations(await person('Alice'))).status
      },
      { timeout: 120_000, interval: 100 },
    )
    .toBe(200)
  for (let n = 0; n < 20; n += 1) statuses.add(await again())
  expect([...statuses].filter((status) => status < 400)).toEqual([])
}, 300_000)

test("the orchestrator's database is away for 20 seconds: 503, and what was parked goes on", async () => {
  const alice = await person('Alice')
  const { operation } = await parked(await alice.tool('delete_document', { id: 'no-such-document' }))
  const seen = await without('orchestrator-db', () => operations(alice))
  expectOnlyUnavailable(seen)
  await expect
    .poll(async () => (await operations(alice)).status, { timeout: 90_000, interval: 500 })
    .toBe(200)
  const upgraded = await person('Alice', EVERY_CONTEXT)
  expect((await resume(upgraded, operation)).status).toBeLessThan(500)
}, 300_000)

test("the vault's database is away for 20 seconds: a linked account is 503, documents are not", async () => {
  const alice = await person('Alice')
  const issues = () =>
    alice.send(`${ORCHESTRATOR}/api/tools/mcp-github/list_issues`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
  expect((await issues()).status).toBeLessThan(500)
  const seen = await without('token-vault-db', issues)
  expectOnlyUnavailable(seen)
  expect((await alice.tool('search_documents', { query: 'travel' })).status).toBe(200)
  await expect.poll(async () => (await issues()).status, { timeout: 90_000, interval: 500 }).toBeLessThan(500)
  expect((await fetch(`${MCP_SHAREPOINT}/healthz`)).status).toBe(200)
}, 300_000)
