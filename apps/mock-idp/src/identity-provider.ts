import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { memoryProofs, type AuditLog } from '@chain-of-trust/auth-core'
import { openServiceAuditLog, registrations, type Registrations } from '@chain-of-trust/service-kit'
import { indexApplications, type Applications } from './applications.ts'
import { attempts, type Attempts } from './attempts.ts'
import { certificateFolder, type Certificates } from './certificates.ts'
import { openPolicies, type PolicyStore } from './conditional-access/policy-store.ts'
import { sendsSecurityEvents, type Config } from './config.ts'
import { PEOPLE } from './directory.ts'
import { createFaults, type Faults } from './faults.ts'
import { senderConstraint, type SenderConstraint } from './sender-constraint.ts'
import { receiversAmong } from './signals/receivers.ts'
import { openSignals, type Signals, type SignalsOptions } from './signals/signals.ts'
import { openSigningKeys, type SigningKeys } from './signing-keys.ts'
import { openAccounts, type Accounts } from './state/accounts.ts'
import { openAssignments, type Assignments } from './state/assignments.ts'
import { openAuthorizationCodes, type AuthorizationCodes } from './state/authorization-codes.ts'
import { openBrowserSessions, type BrowserSessions } from './state/browser-sessions.ts'
import { openConsents, type Consents } from './state/consents.ts'
import { openDatabase, randomToken, setting } from './state/database.ts'
import { openDeviceCodes, type DeviceCodes } from './state/device-codes.ts'
import { openInteractions, type Interactions } from './state/interactions.ts'
import { openRefreshTokens, type RefreshTokens } from './state/refresh-tokens.ts'
import { tenantUrls, type TenantUrls } from './tenant-urls.ts'
import { opaqueEvidence, type OpaqueEvidence } from './tokens/opaque-evidence.ts'

/** The tenant: its data, its keys, its state. Every endpoint and grant gets this one object. */
export interface IdentityProvider {
  tenantId: string
  tenantName: string
  urls: TenantUrls
  applications: Applications
  accounts: Accounts
  browserSessions: BrowserSessions
  interactions: Interactions
  authorizationCodes: AuthorizationCodes
  deviceCodes: DeviceCodes
  /** Wrong user codes, by address: nobody gets to try them all (RFC 8628 §5.1). */
  wrongUserCodes: Attempts
  /** Device codes asked for, by address: nobody fills the database. */
  deviceRequests: Attempts
  refreshTokens: RefreshTokens
  consents: Consents
  policies: PolicyStore
  assignments: Assignments
  opaqueEvidence: OpaqueEvidence
  certificates: Certificates
  signingKeys: SigningKeys
  senderConstraint: SenderConstraint
  faults: Faults
  /** Tells the tiers what changed (CAEP). */
  signals: Signals
  audit: AuditLog
  /** `sub`: the person's pseudonym at one application, so that two applications cannot compare notes by it. */
  pairwiseSubject(oid: string, appId: string): string
  /** Whole epoch seconds. */
  now(): number
  database: DatabaseSync
}

export interface IdentityProviderOptions {
  registered?: Registrations
  audit?: AuditLog
  /** Epoch seconds. */
  now?: () => number
  /** How events are pushed. */
  signals?: Pick<SignalsOptions, 'post' | 'later'>
}

export async function openIdentityProvider(
  config: Config,
  options: IdentityProviderOptions = {},
): Promise<IdentityProvider> {
  const { registered = registrations() } = options
  const clock = options.now ?? (() => Date.now() / 1000)
  const now = () => Math.floor(clock())
  const folder = join(config.STATE_DIR, 'mock-idp')
  const database = openDatabase(join(folder, 'state.sqlite'))
  const urls = tenantUrls(config.ISSUER)
  const salt = setting(database, 'pairwise_salt', randomToken)
  const signingKeys = await openSigningKeys({ file: join(folder, 'signing-keys.json'), now })

  return {
    tenantId: config.TENANT_ID,
    tenantName: registered.tenant.displayName,
    urls,
    applications: indexApplications(registered),
    accounts: openAccounts(database, PEOPLE, { now, tenant: registered.tenant.displayName }),
    browserSessions: openBrowserSessions(database, now),
    interactions: openInteractions(database, now),
    authorizationCodes: openAuthorizationCodes(database, now),
    deviceCodes: openDeviceCodes(database, now),
    wrongUserCodes: attempts({ most: 10, within: 5 * 60, now }),
    deviceRequests: attempts({ most: 60, within: 60, now }),
    refreshTokens: openRefreshTokens(database, now),
    consents: openConsents(database, now),
    policies: openPolicies(database),
    assignments: openAssignments(database),
    opaqueEvidence: opaqueEvidence(
      Buffer.from(setting(database, 'opaque_evidence_key', randomToken), 'base64url'),
    ),
    certificates: certificateFolder(config.CERTIFICATES_DIR ?? join(config.STATE_DIR, 'certificates')),
    signingKeys,
    senderConstraint: senderConstraint({
      method: config.SENDER_CONSTRAINT,
      tokenEndpoint: urls.token,
      proofs: memoryProofs({ now: clock }),
      now: clock,
    }),
    faults: createFaults(),
    signals: openSignals({
      database,
      receivers: sendsSecurityEvents(config) ? receiversAmong(registered.applications) : [],
      issuer: urls.issuer,
      tenantId: config.TENANT_ID,
      sign: (payload, typ) => signingKeys.sign(payload, typ),
      now: () => Math.floor(clock() * 1000),
      ...options.signals,
    }),
    audit: options.audit ?? openServiceAuditLog('mock-idp', config),
    pairwiseSubject: (oid, appId) => createHmac('sha256', salt).update(`${oid} ${appId}`).digest('base64url'),
    now,
    database,
  }
}
