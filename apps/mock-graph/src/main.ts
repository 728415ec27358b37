import { join } from 'node:path'
import { openAuditLog, remoteKeys } from '@chain-of-trust/auth-core'
import { serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('mock-graph', async () => {
  const config = readConfig()
  const keys = remoteKeys(config.JWKS_URI)
  const audit = openAuditLog({
    file: join(config.STATE_DIR, 'audit', 'mock-graph.jsonl'),
    service: 'mock-graph',
  })
  return { app: await buildApp(config, { keys, audit }), config }
})
