import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { registration } from '@chain-of-trust/service-kit'
import { createTestIssuer, freePort, type TokenRequest } from '@chain-of-trust/testkit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { RunLine } from './wire.ts'

/** For tests: the real server on a free port, called as the page would. */
export async function startLabServer() {
  const issuer = await createTestIssuer()
  const key = await createDpopKey()
  const audit = memoryAuditLog('attack-lab')
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const config = readConfig({
    LOG_LEVEL: 'silent',
    STATE_DIR: mkdtempSync(join(tmpdir(), 'lab-server-')),
    PORT: String(port),
    RESOURCE: origin,
  })
  const app = await buildApp(config, { keys: issuer.keys, audit })
  await app.listen({ port, host: '127.0.0.1' })

  const send = dpopFetch(key)
  const call = async (path: string, init: RequestInit = {}, bend: Partial<TokenRequest> = {}) =>
    send(origin + path, {
      ...init,
      accessToken: await issuer.token({
        audience: config.AUDIENCE,
        scp: 'Lab.Run',
        azp: registration('ai-host').appId,
        jkt: key.jkt,
        ...bend,
      }),
    })
  const start = (ids: readonly string[], init: RequestInit = {}) =>
    call('/api/runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids }),
      ...init,
    })
  const run = async (ids: readonly string[]): Promise<RunLine[]> => {
    const text = await (await start(ids)).text()
    return text.split('\n').flatMap((line) => (line === '' ? [] : [RunLine.parse(JSON.parse(line))]))
  }
  return { app, audit, origin, call, start, run }
}
