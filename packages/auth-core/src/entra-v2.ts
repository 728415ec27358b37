/** Access tokens of Microsoft Entra ID, v2 (Microsoft's "Access token claims reference"). */
import { strings, text, words } from './claim-values.ts'
import { Refusal } from './refusal.ts'
import { defineProfile, type TokenProfile } from './token-profile.ts'

export interface EntraV2Audience {
  /** `https://login.microsoftonline.com/<tenant>/v2.0`; for several tenants the template with `{tenantid}`. */
  issuer: string
  /** The tenants whose users may come. Never `common`: everybody with a Microsoft account is no allow-list. */
  tenants: readonly string[]
  /** Our own application id: v2 tokens name the GUID, never the App ID URI. */
  audience: string
  /** `azp` */
  clients: readonly string[] | 'any'
  /** Accept application permissions (`roles` without `scp`). */
  appOnly?: boolean
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @throws TypeError when tenants and issuer do not fit together */
export function entraV2({ issuer, tenants, audience, clients, appOnly }: EntraV2Audience): TokenProfile {
  if (tenants.length === 0 || !tenants.every((tenant) => GUID.test(tenant)))
    throw new TypeError('Entra profile: tenants are GUIDs, one at least')
  if (tenants.length > 1 && !issuer.includes('{tenantid}'))
    throw new TypeError('Entra profile: several tenants need an issuer with {tenantid}')
  const issuerOf = (tenant: string) => issuer.replace('{tenantid}', tenant)

  return defineProfile({
    // The template is filled from the allow-list, never from the token.
    issuers: tenants.map(issuerOf),
    audience,
    algorithms: ['RS256'],
    clients,
    appOnly: appOnly ?? false,
    format: {
      typ: 'JWT',
      read(payload) {
        const tid = text(payload, 'tid')
        if (!tenants.includes(tid)) throw new Refusal('tenant_mismatch')
        // Both allowed is not enough: one allowed tenant must not speak for the users of another.
        if (payload.iss !== issuerOf(tid)) throw new Refusal('issuer_mismatch')
        // MSAL.js declares CP1, Entra writes cp1.
        const capabilities = strings(payload['xms_cc']).map((capability) => capability.toLowerCase())
        const scopes = words(payload['scp'])
        return {
          tid,
          oid: text(payload, 'oid'),
          clientId: text(payload, 'azp'),
          scopes,
          roles: strings(payload['roles']),
          // `idtyp` decides where present (`app`, `device`); without `scp` no user delegated anything.
          appOnly: scopes.length === 0 || (payload['idtyp'] ?? 'user') !== 'user',
          uti: text(payload, 'uti'),
          acrs: strings(payload['acrs']),
          capabilities,
          stepUp: capabilities.includes('cp1') ? 'claims' : 'none',
        }
      },
    },
  })
}
