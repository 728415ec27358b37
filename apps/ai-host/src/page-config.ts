import { registration, sendsResourceIndicators } from '@chain-of-trust/service-kit'
import type { PageConfig } from '../web/page-config.ts'
import type { Config } from './config.ts'

/**
 * What the page must know, from the service's configuration; nothing of it is secret.
 *
 * MSAL accepts an https authority only, localhost included. For an issuer on plain http (loopback: the
 * configuration allows no other) it gets a nominal https authority, which is never contacted, and the real
 * endpoints as metadata. For Entra ID itself both stay empty: MSAL knows login.microsoftonline.com.
 */
export function pageConfig(config: Config): PageConfig {
  const issuer = new URL(config.ISSUER)
  const authority = `https://${issuer.host}/${config.TENANT_ID}`
  const { ORCHESTRATOR_SCOPE: scope } = config
  const page = {
    clientId: config.CLIENT_ID,
    authority,
    redirectUri: config.REDIRECT_URI,
    orchestrator: config.ORCHESTRATOR_URL,
    scopes: [scope],
    ...(sendsResourceIndicators(config) ? { resource: scope.slice(0, scope.lastIndexOf('/')) } : {}),
    senderConstraint: config.SENDER_CONSTRAINT,
    ...(config.AUDIT_TRAIL_URL === undefined
      ? {}
      : { auditTrail: { url: config.AUDIT_TRAIL_URL, scope: config.AUDIT_TRAIL_SCOPE } }),
    ...(config.ATTACK_LAB_URL === undefined
      ? {}
      : { attackLab: { url: config.ATTACK_LAB_URL, scope: attackLabScope() } }),
  }
  if (issuer.protocol === 'https:') return { ...page, knownAuthorities: [], authorityMetadata: '' }
  return {
    ...page,
    knownAuthorities: [issuer.host],
    authorityMetadata: JSON.stringify(metadata(config)),
  }
}

function attackLabScope(): string {
  return `${registration('attack-lab').identifierUris[0]}/Lab.Run`
}

function metadata({ ISSUER, TOKEN_ENDPOINT, TENANT_ID }: Config): Record<string, string> {
  const tenant = `${new URL(ISSUER).origin}/${TENANT_ID}`
  return {
    issuer: ISSUER,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: TOKEN_ENDPOINT,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    // MSAL wants the member and never fetches it: a public client does not verify access tokens.
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
  }
}
