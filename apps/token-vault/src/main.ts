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
import { applicationFetch, createSender, createWebSignIn } from '@chain-of-trust/token-flow'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openProviders } from './providers/providers.ts'
import { openState } from './store/open-state.ts'

await serve('token-vault', async () => {
  const config = readConfig()
  const keys = remoteKeys(config.JWKS_URI)
  const providers = openProviders(config)
  const audit = openServiceAuditLog('token-vault', config)
  const dpopKey = config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined
  const client = {
    clientId: config.CLIENT_ID,
    tenantId: config.TENANT_ID,
    issuer: config.ISSUER,
    tokenEndpoint: config.TOKEN_ENDPOINT,
    key: loadClientKey('token-vault', config),
    resourceIndicators: sendsResourceIndicators(config),
    dpopKey,
  }
  const shared = await openSharedState('token-vault', config)
  const events = openSecurityEvents('token-vault', config, {
    keys,
    audit,
    shared,
    fetchFor: (resource) => applicationFetch(client, createSender({ dpopKey }), resource),
  })
  const { database, store, cipher } = await openState(config, () => client)
  const app = await buildApp(config, {
    keys,
    audit,
    providers,
    store,
    cipher,
    database,
    webSignIn: createWebSignIn(client, { redirectUri: `${new URL(config.RESOURCE).origin}/signed-in`, keys }),
    events,
    shared,
  })
  app.addHook('onClose', () => database.close())
  const forwarding = auditForwarding('token-vault', config, (resource) =>
    applicationFetch(client, createSender({ dpopKey }), resource),
  )
  return { app, config, audit, forwarding }
})
