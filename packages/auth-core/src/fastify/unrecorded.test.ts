import { createTestIssuer } from '@chain-of-trust/testkit'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { entraV2, type AuditLog } from '../index.ts'
import { resourceServer } from './index.ts'

const idp = await createTestIssuer()

/** As a log on a full disk is. */
const full: AuditLog = {
  write() {
    throw Object.assign(new Error('ENOSPC: /var/audit/test.jsonl'), { code: 'ENOSPC' })
  },
  close: () => Promise.resolve(),
}

async function build() {
  const served: string[] = []
  const app = Fastify()
  await app.register(resourceServer, {
    accepts: entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience: 'us', clients: ['test-client'] }),
    keys: idp.keys,
    origin: 'http://localhost:4411',
    senderConstraint: 'none',
    audit: full,
  })
  app.get('/read', { config: { scopes: ['Read'] } }, () => {
    served.push('read')
    return 'the document'
  })
  return { app, served }
}

test('what cannot be recorded does not happen', async () => {
  const { app, served } = await build()
  const authorization = `Bearer ${await idp.token({ audience: 'us', scp: 'Read' })}`
  const response = await app.inject({ url: '/read', headers: { authorization } })
  expect(response.statusCode).toBe(500)
  expect(response.json()).toEqual({ error: 'server_error' })
  expect(served).toEqual([])
})

test('a refusal that cannot be recorded is an outage, and says nothing of the disk', async () => {
  const { app } = await build()
  const response = await app.inject('/read')
  expect(response.statusCode).toBe(500)
  expect(response.json()).toEqual({ error: 'server_error' })
})
