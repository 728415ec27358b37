/** Something that happened to a person, or to the whole tenant, and that makes older tokens wrong. */
export interface Change {
  type: EventType
  /** Whom it is about; absent: everybody (an edited policy). */
  oid?: string
  /** Epoch seconds. Tokens from before are stale; those issued at this second or later are not. */
  at: number
  /** Further members of the event, as its specification names them (`current_level`, `change_type`, …). */
  details?: Record<string, unknown>
}

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type'
const RISC = 'https://schemas.openid.net/secevent/risc/event-type'

/** CAEP 1.0 §3, RISC 1.0 §2 and SSF 1.0 §8.1.4. */
export const EVENT_TYPES = {
  'session-revoked': `${CAEP}/session-revoked`,
  'credential-change': `${CAEP}/credential-change`,
  'risk-level-change': `${CAEP}/risk-level-change`,
  'device-compliance-change': `${CAEP}/device-compliance-change`,
  'token-claims-change': `${CAEP}/token-claims-change`,
  'account-disabled': `${RISC}/account-disabled`,
  'account-enabled': `${RISC}/account-enabled`,
  verification: 'https://schemas.openid.net/secevent/ssf/event-type/verification',
} as const

/** `verification` is the transmitter's own. */
export type EventType = Exclude<keyof typeof EVENT_TYPES, 'verification'>
