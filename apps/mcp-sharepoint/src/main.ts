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

await serve('mcp-sharepoint', async () => {
  const config = readConfig()
  const audit = openServiceAuditLog('mcp-sharepoint', config)
  const clientKey = loadClientKey('mcp-sharepoint', config)
  const dpopKey = config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined
  const app = await buildApp(config, {
    keys: remoteKeys(config.JWKS_URI),
    audit,
    shared: await openSharedState('mcp-sharepoint', config),
    clientKey,
    dpopKey,
  })
  const own = { dpopKey, resourceIndicators: sendsResourceIndicators(config) }
  const forwarding = auditForwarding('mcp-sharepoint', config, applicationFetchFor(config, clientKey, own))
  return { app, config, audit, forwarding }
})
