import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listServices, startSystem, type System } from '@chain-of-trust/tooling'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person, type Person } from './person.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-outage-'))
const [idp, rest] = [true, false].map((wanted) =>
  listServices().filter(({ name }) => (name === 'mock-idp') === wanted),
)
let tiers: System
let authorizationServer: System
const startIdp = () => startSystem({ stateDir, services: idp! })

beforeAll(async () => {
  authorizationServer = await startIdp()
  tiers = await startSystem({ stateDir, services: rest! })
})
afterAll(async () => {
  await tiers.stop()
  await authorizationServer.stop()
})

test(
  'with the authorization server down the chain answers 503, and works again when it is back',
  { tags: ['ZTA-2'] },
  async () => {
    const search = (somebody: Person, query: string) => somebody.tool('search_documents', { query })
    const alice = await person('Alice')
    await authorizationServer.stop()

    // First the keys are out of reach, then, with a token accepted, the token endpoint.
    const outage = await search(alice, 'budget')
    expect(outage.status).toBe(503)
    expect(Number(outage.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await outage.json()).toEqual({ error: 'temporarily_unavailable' })

    authorizationServer = await startIdp()
    await expect.poll(async () => (await search(alice, 'budget')).status, { interval: 500 }).toBe(200)

    // Warm: keys and exchanges are cached, but another tool needs another token.
    await authorizationServer.stop()
    expect((await search(alice, 'budget')).status).toBe(200)
    expect((await alice.tool('delete_document', { id: 'no-such-document' })).status).toBe(503)
    authorizationServer = await startIdp()
    await expect
      .poll(async () => (await alice.tool('delete_document', { id: 'no-such-document' })).status)
      .not.toBe(503)
  },
)
