import * as z from 'zod'
import { NAMED_LOCATIONS } from '../conditional-access/named-locations.ts'
import { Device, Risk } from '../conditional-access/policy.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Change } from '../signals/change.ts'
import type { Account } from '../state/accounts.ts'
import { transaction } from '../state/database.ts'

const plain = <const Action extends string>(action: Action) => z.strictObject({ action: z.literal(action) })

/** What an administrator does to a person. */
export const Action = z.discriminatedUnion('action', [
  plain('disable'),
  plain('enable'),
  plain('revokeSessions'),
  plain('changePassword'),
  z.strictObject({ action: z.literal('setRisk'), value: Risk }),
  z.strictObject({ action: z.literal('setDevice'), value: Device }),
  z.strictObject({
    action: z.literal('setLocation'),
    value: z.enum(NAMED_LOCATIONS.map(({ displayName }) => displayName)),
  }),
])
export type Action = z.infer<typeof Action>

type Performed = { reason: string; change: Change }

/**
 * Stores what the administrator did and that the tiers must hear of it: both or neither, so that no crash leaves a
 * revocation that nobody is told about. What is so already changes nothing and is no event.
 */
export function perform(idp: IdentityProvider, account: Account, action: Action): void {
  if (changesNothing(account, action)) return
  transaction(idp.database, () => {
    const { reason, change } = carryOut(idp, account, action)
    idp.signals.announce({ ...change, oid: account.oid })
    idp.audit.write({
      event: 'account_changed',
      outcome: 'success',
      reason,
      subject: { tid: idp.tenantId, oid: account.oid },
    })
  })
}

function changesNothing({ accountEnabled, risk, device, location }: Account, action: Action): boolean {
  switch (action.action) {
    case 'enable':
      return accountEnabled
    case 'disable':
      return !accountEnabled
    case 'setRisk':
      return risk === action.value
    case 'setDevice':
      return device === action.value
    case 'setLocation':
      return location === action.value
    default:
      return false
  }
}

/** Members of the events: CAEP 1.0 §3. */
function carryOut({ accounts }: IdentityProvider, account: Account, action: Action): Performed {
  const { oid } = account
  switch (action.action) {
    case 'disable':
      return {
        reason: 'account_disabled',
        change: { type: 'account-disabled', at: accounts.setEnabled(oid, false) },
      }
    case 'enable':
      return {
        reason: 'account_enabled',
        change: { type: 'account-enabled', at: accounts.setEnabled(oid, true) },
      }
    case 'revokeSessions':
      return {
        reason: 'sessions_revoked',
        change: { type: 'session-revoked', at: accounts.revokeSessions(oid) },
      }
    case 'changePassword': {
      const details = { credential_type: 'password', change_type: 'update' }
      return {
        reason: 'password_changed',
        change: { type: 'credential-change', at: accounts.changePassword(oid), details },
      }
    }
    case 'setRisk': {
      const details = {
        principal: 'USER',
        previous_level: riskLevel(account.risk),
        current_level: riskLevel(action.value),
      }
      return {
        reason: `risk_${action.value}`,
        change: { type: 'risk-level-change', at: accounts.setRisk(oid, action.value), details },
      }
    }
    case 'setDevice': {
      const details = {
        previous_status: deviceStatus(account.device),
        current_status: deviceStatus(action.value),
      }
      return {
        reason: action.value === 'compliant' ? 'device_compliant' : 'device_not_compliant',
        change: { type: 'device-compliance-change', at: accounts.setDevice(oid, action.value), details },
      }
    }
    case 'setLocation': {
      const details = { claims: { location: action.value } }
      return {
        reason: 'location_changed',
        change: { type: 'token-claims-change', at: accounts.setLocation(oid, action.value), details },
      }
    }
  }
}

/** CAEP knows no "none". */
function riskLevel(risk: Risk): 'LOW' | 'MEDIUM' | 'HIGH' {
  return risk === 'none' ? 'LOW' : (risk.toUpperCase() as 'LOW' | 'MEDIUM' | 'HIGH')
}

function deviceStatus(device: Device): 'compliant' | 'not-compliant' {
  return device === 'compliant' ? 'compliant' : 'not-compliant'
}
