import { remoteKeys } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { loadClientKey, openServiceAuditLog, serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('mcp-github', async () => {
  const config = readConfig()
  const audit = openServiceAuditLog('mcp-github', config)
  const app = await buildApp(config, {
    keys: remoteKeys(config.JWKS_URI),
    audit,
    clientKey: loadClientKey('mcp-github', config),
    dpopKey: config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined,
  })
  return { app, config, audit }
})
