import { remoteKeys } from '@chain-of-trust/auth-core'
import { openServiceAuditLog, serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('mock-graph', async () => {
  const config = readConfig()
  const keys = remoteKeys(config.JWKS_URI)
  const audit = openServiceAuditLog('mock-graph', config)
  return { app: await buildApp(config, { keys, audit }), config, audit }
})
