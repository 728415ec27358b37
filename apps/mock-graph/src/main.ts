import { remoteKeys } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import {
  auditForwarding,
  loadClientKey,
  openServiceAuditLog,
  openSharedState,
  sendsResourceIndicators,
  serve,
} from '@chain-of-trust/service-kit'
import { applicationFetchFor } from '@chain-of-trust/token-flow'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openGraphEvents } from './security-events.ts'

await serve('mock-graph', async () => {
  const config = readConfig()
  const keys = remoteKeys(config.JWKS_URI)
  const audit = openServiceAuditLog('mock-graph', config)
  const dpopKey = config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined
  const shared = await openSharedState('mock-graph', config)
  const events = openGraphEvents(config, { keys, audit, shared, dpopKey })
  const app = await buildApp(config, { keys, audit, events, shared })
  // Its key is read only for this: without audit-trail, and without events, it needs none.
  const forwarding = auditForwarding('mock-graph', config, (resource) => {
    const own = { dpopKey, resourceIndicators: sendsResourceIndicators(config) }
    return applicationFetchFor(config, loadClientKey('mock-graph', config), own)(resource)
  })
  return { app, config, audit, forwarding }
})
