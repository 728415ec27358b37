import { remoteKeys } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import {
  auditForwarding,
  loadClientKey,
  openSecurityEvents,
  openServiceAuditLog,
  openSharedState,
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
import { createModel } from './agent/model.ts'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { enforceSharedKey, openGrantKey } from './jobs/grants/grant-key.ts'
import { webhookOf } from './jobs/webhook/webhook-key.ts'
import { openState } from './state/open-state.ts'

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
  const shared = await openSharedState('orchestrator', config)
  const events = openSecurityEvents('orchestrator', config, {
    keys,
    audit,
    shared,
    fetchFor: (resource) => applicationFetch(client, sender, resource),
  })
  // After the audit log, which one process holds.
  const state = await openState(config)
  const grantKey = openGrantKey(config)
  await enforceSharedKey(state.jobs.grants, grantKey)
  const app = await buildApp(config, {
    keys,
    exchange: createExchange(client, { revocations: events?.revocations }),
    sender,
    audit,
    events,
    shared,
    state,
    jobs: {
      seal: createTokenSeal(grantKey),
      longRunning: createLongRunning(client),
      webhook: webhookOf(config),
    },
    model: await createModel(config),
  })
  const forwarding = auditForwarding('orchestrator', config, (resource) =>
    applicationFetch(client, sender, resource),
  )
  return { app, config, audit, forwarding }
})
