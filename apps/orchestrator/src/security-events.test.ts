import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryRevocations, Secret } from '@chain-of-trust/auth-core'
import { ALICE, BOB, createTestTransmitter } from '@chain-of-trust/testkit'
import { afterAll, expect, test } from 'vitest'
import { startOrchestrator } from './app.fixture.ts'
import { mcpServers } from './mcp-servers.ts'
import type { Principal, ToolCalls } from './tools/tool-call.ts'
import { createToolLists } from './tools/tool-lists.ts'

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-events-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'after a revocation Token A is challenged, and Token B is not taken from the cache',
  { tags: ['CAE-1'] },
  async () => {
    const { app, issuer, config, browser, tokens } = await startOrchestrator({
      events: { transmitter: createTestTransmitter(), stateDir: folder },
    })
    const [alice, bob] = [await browser(ALICE), await browser(BOB)]
    const search = (who: typeof alice) => who.post('/api/tools/mcp-sharepoint/search_documents', {})
    const push = async (request: { type: string; oid?: string }) =>
      app.inject({
        method: 'POST',
        url: '/security-events',
        headers: { 'content-type': 'application/secevent+jwt' },
        payload: await issuer.securityEvent({ audience: config.AUDIENCE, ...request }),
      })
    expect((await search(alice)).status).toBe(200)
    expect((await search(alice)).status).toBe(200)
    expect((await search(bob)).status).toBe(200)
    expect(tokens.requests).toHaveLength(2)

    // A policy was edited: nobody is signed out, and everybody's next call is evaluated anew.
    expect((await push({ type: 'token-claims-change' })).statusCode).toBe(202)
    expect((await search(alice)).status).toBe(200)
    expect(tokens.requests).toHaveLength(3)

    expect((await push({ type: 'session-revoked', oid: ALICE })).statusCode).toBe(202)
    const challenged = await search(alice)
    expect(challenged.status).toBe(401)
    expect(challenged.headers.get('www-authenticate')).toMatch(/error="insufficient_claims", claims="/)
    expect((await search(bob)).status).toBe(200)
    await app.close()
  },
)

test('a list of tools that was asked for before a revocation and comes after it is not kept', async () => {
  const revocations = memoryRevocations()
  const asked: PromiseWithResolvers<[]>[] = []
  const calls: Pick<ToolCalls, 'list'> = {
    list() {
      const answer = Promise.withResolvers<[]>()
      asked.push(answer)
      return answer.promise
    },
  }
  const lists = createToolLists(calls, revocations)
  const subject = { tid: 't', oid: ALICE }
  const caller = { token: subject, credential: new Secret('') } as unknown as Principal
  const [server] = mcpServers().values()
  const list = () => lists(caller, server!, 'Documents.Read')

  const early = list()
  revocations.revoke(subject, 1)
  asked[0]!.resolve([])
  await early
  const late = list()
  asked[1]!.resolve([])
  await late
  await list()
  expect(asked).toHaveLength(2)
  revocations.flush({ tid: 't' })
  void list()
  expect(asked).toHaveLength(3)
})
