import { join } from 'node:path'
import { openAuditLog, remoteKeys } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { loadClientKey, serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('mcp-sharepoint', async () => {
  const config = readConfig()
  const app = await buildApp(config, {
    keys: remoteKeys(config.JWKS_URI),
    audit: openAuditLog({
      file: join(config.STATE_DIR, 'audit', 'mcp-sharepoint.jsonl'),
      service: 'mcp-sharepoint',
    }),
    clientKey: loadClientKey('mcp-sharepoint', config),
    dpopKey: config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined,
  })
  return { app, config }
})
