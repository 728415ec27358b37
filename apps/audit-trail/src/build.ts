import { remoteKeys } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import {
  loadClientKey,
  openSecurityEvents,
  openServiceAuditLog,
  openSharedState,
  sendsResourceIndicators,
} from '@chain-of-trust/service-kit'
import { applicationFetch, createSender } from '@chain-of-trust/token-flow'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openStore } from './store/open-store.ts'

/** What `main.ts` serves. @throws ConfigError, DatabaseUnavailable */
export async function build() {
  const config = readConfig()
  const keys = remoteKeys(config.JWKS_URI)
  const audit = openServiceAuditLog('audit-trail', config)
  const dpopKey = config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined
  const shared = await openSharedState('audit-trail', config)
  const events = openSecurityEvents('audit-trail', config, {
    keys,
    audit,
    shared,
    fetchFor(resource) {
      const client = {
        clientId: config.CLIENT_ID,
        tenantId: config.TENANT_ID,
        issuer: config.ISSUER,
        tokenEndpoint: config.TOKEN_ENDPOINT,
        key: loadClientKey('audit-trail', config),
        resourceIndicators: sendsResourceIndicators(config),
        dpopKey,
      }
      return applicationFetch(client, createSender({ dpopKey }), resource)
    },
  })
  const store = await openStore(config)
  const app = await buildApp(config, { keys, audit, store, ownLogs: config.STATE_DIR, events, shared })
  return { app, config, audit }
}
