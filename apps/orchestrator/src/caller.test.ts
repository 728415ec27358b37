import { memoryAuditLog, Secret } from '@chain-of-trust/auth-core'
import { createService } from '@chain-of-trust/service-kit'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { trackRunning } from './caller.ts'

test('a caller who has left before their token was verified is not served', async () => {
  const running = trackRunning({
    exchange: () => Promise.reject(new Error('not asked')),
    audit: memoryAuditLog('orchestrator'),
  })
  const app = createService({ name: 'orchestrator', logLevel: 'silent' })
  app.decorateRequest('getToken', () => ({}) as never)
  app.decorateRequest('getCredential', () => new Secret(''))
  const arrived = Promise.withResolvers<void>()
  const signal = Promise.withResolvers<AbortSignal>()
  app.get('/', async (request, reply) => {
    arrived.resolve()
    await once(reply.raw, 'close')
    signal.resolve(running.callerOf(request, reply).signal)
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const browser = connect(port, '127.0.0.1')
  browser.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await arrived.promise
  browser.destroy()
  expect((await signal.promise).aborted).toBe(true)
  await app.close()
})
