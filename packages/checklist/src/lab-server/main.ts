import { mkdirSync } from 'node:fs'
import { remoteKeys } from '@chain-of-trust/auth-core'
import { openServiceAuditLog, serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('attack-lab', async () => {
  const config = readConfig()
  mkdirSync(config.LAB_DIR, { recursive: true })
  const audit = openServiceAuditLog('attack-lab', { STATE_DIR: config.LAB_DIR })
  return { app: await buildApp(config, { keys: remoteKeys(config.JWKS_URI), audit }), config, audit }
})
