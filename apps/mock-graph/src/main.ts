import { remoteKeys } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { openServiceAuditLog, serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openGraphEvents } from './security-events.ts'

await serve('mock-graph', async () => {
  const config = readConfig()
  const keys = remoteKeys(config.JWKS_URI)
  const audit = openServiceAuditLog('mock-graph', config)
  const dpopKey = config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined
  const events = openGraphEvents(config, { keys, audit, dpopKey })
  return { app: await buildApp(config, { keys, audit, events }), config, audit }
})
