/** The mock of Entra ID, as a process of its own on a port of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { freePort } from '@chain-of-trust/testkit'
import { waitUntilHealthy } from '../health.ts'
import { startService } from '../service-process.ts'
import { listServices } from '../services.ts'

export interface MockTenant {
  origin: string
  issuer: string
  stop(): Promise<void>
}

export async function startMock(): Promise<MockTenant> {
  const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-entra-'))
  const service = listServices().find(({ name }) => name === 'mock-idp')
  if (service === undefined) throw new Error('no mock-idp')
  const origin = `http://localhost:${await freePort()}`
  const issuer = `${origin}/${registrations().tenant.id}/v2.0`
  const process = startService(service, {
    stateDir,
    env: {
      PATH: globalThis.process.env['PATH'],
      PORT: new URL(origin).port,
      ISSUER: issuer,
      STATE_DIR: stateDir,
      LOG_LEVEL: 'silent',
    },
    onLine: () => undefined,
  })
  await waitUntilHealthy({ ...service, url: origin }, new AbortController().signal)
  return {
    origin,
    issuer,
    async stop() {
      await process.stop()
      rmSync(stateDir, { recursive: true })
    },
  }
}
