/** The switches whose right value depends on what the tenant can do. */
import {
  receivesSecurityEvents,
  sendsResourceIndicators,
  type ServiceConfig,
} from '@chain-of-trust/service-kit/config'
import type { Application } from '@chain-of-trust/service-kit/registrations'
import { isEntra, note, ok, problem, warning, type Finding } from './finding.ts'
import type { Document } from './metadata.ts'

export function checkSwitches(
  config: ServiceConfig,
  { identifierUris }: Pick<Application, 'identifierUris'>,
  document: Document | undefined,
): Finding[] {
  return [
    ...(document === undefined ? [] : checkSenderConstraint(config, document)),
    ...checkResourceIndicators(config, identifierUris),
    checkSecurityEvents(config),
  ]
}

function checkSenderConstraint({ SENDER_CONSTRAINT }: ServiceConfig, document: Document): Finding[] {
  const supported = document.dpop_signing_alg_values_supported?.includes('ES256') ?? false
  const about = 'SENDER_CONSTRAINT'
  if (SENDER_CONSTRAINT === 'dpop') {
    return supported
      ? [ok(about, 'the tenant binds tokens to keys (DPoP)')]
      : [
          problem(
            about,
            'this tenant does not bind tokens to keys (no DPoP in its discovery document): every one of its tokens would be refused',
            'SENDER_CONSTRAINT=none, at every service. A stolen token is then worth as much as any bearer token.',
          ),
        ]
  }
  return supported
    ? [warning(about, 'tokens are not bound, though the tenant could bind them', 'SENDER_CONSTRAINT=dpop')]
    : [note(about, 'tokens are bearer tokens: this tenant can do no more')]
}

function checkResourceIndicators(config: ServiceConfig, identifierUris: readonly string[]): Finding[] {
  const { ISSUER, RESOURCE } = config
  const about = 'RESOURCE_INDICATORS'
  if (!sendsResourceIndicators(config)) return [note(about, 'off: the scopes alone say for whom a token is')]
  if (identifierUris.length === 0) return []
  if (identifierUris.includes(RESOURCE)) return [ok(about, 'RESOURCE is an App ID URI, to the letter')]
  return [
    problem(
      about,
      `RESOURCE is none of the App ID URIs (${identifierUris.join(', ')})${
        isEntra(ISSUER) ? ': Entra ID answers AADSTS9010010' : ': the tenant refuses the request'
      }`,
      'Register RESOURCE as App ID URI, without a slash at its end, or set RESOURCE_INDICATORS=off.',
    ),
  ]
}

function checkSecurityEvents(config: ServiceConfig): Finding {
  const about = 'SECURITY_EVENTS'
  if (!receivesSecurityEvents(config)) {
    return note(
      about,
      'off: a revoked person gets in until the token ends (Entra ID: 60 to 90 minutes, 28 hours with cp1)',
    )
  }
  if (!isEntra(config.ISSUER)) return ok(about, 'revocations are waited for')
  return problem(
    about,
    'Entra ID tells only Microsoft’s own resources of revocations: this service would wait for them, and refuse everybody',
    'SECURITY_EVENTS=off',
  )
}
