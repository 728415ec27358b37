import {
  createSecurityEventReceiver,
  memoryAuditLog,
  memoryRevocations,
  Secret,
} from '@chain-of-trust/auth-core'
import { ALICE, createTestIssuer, startOtlpReceiver } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { startTelemetry } from './start-telemetry.ts'

test('how late a revocation came is measured once, of nobody', async () => {
  const otlp = await startOtlpReceiver()
  const telemetry = await startTelemetry('test', { OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url }, () => {})
  const idp = await createTestIssuer()
  const at = Math.floor(Date.now() / 1000)
  const receiver = createSecurityEventReceiver({
    accepts: { issuer: idp.issuer, tenant: idp.tenant, audience: 'us' },
    keys: idp.keys,
    revocations: memoryRevocations(),
    audit: memoryAuditLog('test'),
    now: () => at + 7,
  })
  const event = new Secret(
    await idp.securityEvent({
      audience: 'us',
      type: 'session-revoked',
      oid: ALICE,
      event: { event_timestamp: at },
    }),
  )
  await receiver.receive(event)
  // Sent again because the answer was lost: it changes nothing, and is no second revocation.
  await receiver.receive(event)
  await telemetry.close()
  otlp.close()

  const lag = otlp.points().filter(({ metric }) => metric === 'chain_of_trust.revocation.lag')
  expect(lag).toEqual([
    { service: 'test', metric: 'chain_of_trust.revocation.lag', value: 1, attributes: {} },
  ])
  expect(otlp.text()).toContain('"sum":7')
  expect(otlp.text()).not.toContain(ALICE)
})
