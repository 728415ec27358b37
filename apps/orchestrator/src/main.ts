import { remoteKeys } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import {
  loadClientKey,
  openSecurityEvents,
  openServiceAuditLog,
  sendsResourceIndicators,
  serve,
} from '@chain-of-trust/service-kit'
import {
  applicationFetch,
  createExchange,
  createLongRunning,
  createSender,
  createTokenSeal,
} from '@chain-of-trust/token-flow'
import { join } from 'node:path'
import { createModel } from './agent/model.ts'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openGrantKey } from './jobs/grants/grant-key.ts'
import { openJobStores } from './jobs/job-stores.ts'
import { webhookOf } from './jobs/webhook/webhook-key.ts'
import { openOperationStore } from './operations/sqlite-operation-store.ts'

await serve('orchestrator', async () => {
  const config = readConfig()
  // A key of this process alone: Token B is worth nothing to whoever steals it from a log or a server.
  const dpopKey = config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined
  const client = {
    clientId: config.CLIENT_ID,
    tenantId: config.TENANT_ID,
    issuer: config.ISSUER,
    tokenEndpoint: config.TOKEN_ENDPOINT,
    key: loadClientKey('orchestrator', config),
    resourceIndicators: sendsResourceIndicators(config),
    dpopKey,
  }
  const sender = createSender({ dpopKey })
  const keys = remoteKeys(config.JWKS_URI)
  const audit = openServiceAuditLog('orchestrator', config)
  const events = openSecurityEvents('orchestrator', config, {
    keys,
    audit,
    fetchFor: (resource) => applicationFetch(client, sender, resource),
  })
  const app = await buildApp(config, {
    keys,
    exchange: createExchange(client, { revocations: events?.revocations }),
    sender,
    audit,
    events,
    // Opened after the audit log, which one process holds.
    operations: openOperationStore(join(config.STATE_DIR, 'orchestrator', 'operations.sqlite')),
    jobs: {
      stores: openJobStores(join(config.STATE_DIR, 'orchestrator', 'jobs.sqlite')),
      seal: createTokenSeal(openGrantKey(join(config.STATE_DIR, 'keys', 'orchestrator-jobs.key'))),
      longRunning: createLongRunning(client),
      webhook: webhookOf(config),
    },
    model: await createModel(config),
  })
  return { app, config, audit }
})
