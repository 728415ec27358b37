import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { clientsOf } from '@chain-of-trust/service-kit'
import { ALICE, BOB, createTestIssuer, createTestTransmitter } from '@chain-of-trust/testkit'
import { afterAll, expect, test } from 'vitest'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'sharepoint-events-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const idp = await createTestIssuer()
const key = await createDpopKey()
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** The server with an authorization server that gives it a token of its own, and events for it. */
async function start(transmitter = createTestTransmitter()) {
  const config = readConfig({ STATE_DIR: folder, LOG_LEVEL: 'silent' })
  const grants: string[] = []
  const app = await buildApp(config, {
    keys: idp.keys,
    audit: memoryAuditLog('mcp-sharepoint'),
    clientKey: {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      thumbprintSha256: '00'.repeat(32),
    },
    async fetch(url, init = {}) {
      if (!url.startsWith(config.TOKEN_ENDPOINT)) return transmitter.fetch(url, init)
      const form = new URLSearchParams(init.body as string)
      grants.push(`${form.get('grant_type')} ${form.get('scope')}`)
      const access_token = await idp.token({ audience: 'events' })
      return Response.json({ access_token, token_type: 'Bearer', expires_in: 3600 })
    },
  })
  const token = (oid: string) =>
    idp.token({
      audience: config.AUDIENCE,
      azp: clientsOf('mcp-sharepoint')[0]!,
      jkt: key.jkt,
      oid,
      scp: 'Documents.Read',
      xms_cc: ['cp1'],
    })
  const send = dpopFetch(key, {
    async fetch(_url, init = {}) {
      const answer = await app.inject({
        method: 'POST',
        url: '/mcp',
        headers: { ...Object.fromEntries(new Headers(init.headers)), host: 'localhost:4411' },
        payload: init.body as string,
      })
      const headers = answer.headers as Record<string, string>
      return new Response(answer.body, { status: answer.statusCode, headers })
    },
  })
  const ping = (accessToken: string) =>
    send(config.RESOURCE, {
      method: 'POST',
      accessToken,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
    })
  const push = async (oid: string) =>
    app.inject({
      method: 'POST',
      url: '/security-events',
      headers: { 'content-type': 'application/secevent+jwt', host: 'localhost:4411' },
      payload: await idp.securityEvent({ audience: config.AUDIENCE, type: 'session-revoked', oid }),
    })
  return { app, token, ping, push, grants }
}

test(
  'after a revocation Token B is challenged, and the server still knows after a restart',
  { tags: ['CAE-1'] },
  async () => {
    const first = await start()
    const [alice, bob] = [await first.token(ALICE), await first.token(BOB)]
    expect((await first.ping(alice)).status).toBe(200)
    expect((await first.push(ALICE)).statusCode).toBe(202)
    const challenged = await first.ping(alice)
    expect(challenged.status).toBe(401)
    expect(challenged.headers.get('www-authenticate')).toMatch(/error="insufficient_claims", claims="/)
    expect((await first.ping(bob)).status).toBe(200)
    await first.app.close()

    const second = await start()
    expect((await second.ping(alice)).status).toBe(401)
    expect((await second.ping(bob)).status).toBe(200)
    // Asked for in the server's own name, and for nothing else.
    expect(second.grants).toEqual(['client_credentials http://localhost:4490/ssf/.default'])
    await second.app.close()
  },
)
