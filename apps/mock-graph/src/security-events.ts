import type { AuditLog, KeySource } from '@chain-of-trust/auth-core'
import {
  loadClientKey,
  openSecurityEvents,
  sendsResourceIndicators,
  type SecurityEvents,
  type SharedState,
} from '@chain-of-trust/service-kit'
import { applicationFetch, createSender, type SenderOptions } from '@chain-of-trust/token-flow'
import type { Config } from './config.ts'

/**
 * A resource is nobody's client but for this: it asks what it was not told. Under an issuer that sends no events it
 * runs without a key of its own.
 * @throws ConfigError when events are on and there is no key
 */
export function openGraphEvents(
  config: Config,
  {
    keys,
    audit,
    shared,
    ...wire
  }: { keys: KeySource; audit: AuditLog; shared?: SharedState | undefined } & SenderOptions,
): SecurityEvents | undefined {
  return openSecurityEvents('mock-graph', config, {
    keys,
    audit,
    shared,
    fetchFor(resource) {
      const client = {
        clientId: config.CLIENT_ID,
        tenantId: config.TENANT_ID,
        issuer: config.ISSUER,
        tokenEndpoint: config.TOKEN_ENDPOINT,
        key: loadClientKey('mock-graph', config),
        resourceIndicators: sendsResourceIndicators(config),
        ...wire,
      }
      return applicationFetch(client, createSender(wire), resource)
    },
  })
}
