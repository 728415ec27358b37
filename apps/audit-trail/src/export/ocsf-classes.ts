import type { AuditRecord } from '@chain-of-trust/auth-core'

/** An event class of OCSF 1.8.0, and which of its activities one of our events is. */
export interface OcsfClass {
  category_uid: number
  /** Within its category: `class_uid` is 1000 × category + this. */
  uid: number
  name: string
  activity_id: number
  activity_name: string
  /** Which attributes the class asks for. */
  members: 'authentication' | 'user' | 'entity' | 'api' | 'application' | 'none'
}

const IAM = 3
const APPLICATION = 6
const OTHER = [99, 'Other'] as const
type Activity = readonly [id: number, name: string]

const authentication = ([activity_id, activity_name]: Activity = OTHER): OcsfClass => {
  return {
    category_uid: IAM,
    uid: 2,
    name: 'Authentication',
    activity_id,
    activity_name,
    members: 'authentication',
  }
}
const accountChange = ([activity_id, activity_name]: Activity = OTHER): OcsfClass => {
  return { category_uid: IAM, uid: 1, name: 'Account Change', activity_id, activity_name, members: 'user' }
}
const userAccess = ([activity_id, activity_name]: Activity = OTHER): OcsfClass => {
  return {
    category_uid: IAM,
    uid: 5,
    name: 'User Access Management',
    activity_id,
    activity_name,
    members: 'user',
  }
}
const entityManagement = ([activity_id, activity_name]: Activity = OTHER): OcsfClass => {
  return {
    category_uid: IAM,
    uid: 4,
    name: 'Entity Management',
    activity_id,
    activity_name,
    members: 'entity',
  }
}
const apiActivity = ([activity_id, activity_name]: Activity = OTHER): OcsfClass => {
  return {
    category_uid: APPLICATION,
    uid: 3,
    name: 'API Activity',
    activity_id,
    activity_name,
    members: 'api',
  }
}
const lifecycle = ([activity_id, activity_name]: Activity = OTHER): OcsfClass => {
  const name = 'Application Lifecycle'
  return { category_uid: APPLICATION, uid: 2, name, activity_id, activity_name, members: 'application' }
}
const base: OcsfClass = {
  category_uid: 0,
  uid: 0,
  name: 'Base Event',
  members: 'none',
  activity_id: 99,
  activity_name: 'Other',
}

/**
 * Tokens are authentication without being a log-on: OCSF's ticket activities are Kerberos's by their definition, so
 * these are "Other" with our own word. Reading (2) is an activity of API Activity.
 */
const CLASSES: Readonly<Record<AuditRecord['event'], OcsfClass>> = {
  sign_in: authentication([1, 'Logon']),
  sign_out: authentication([2, 'Logoff']),
  token_issued: authentication(),
  token_accepted: authentication(),
  token_exchanged: authentication(),
  token_released: authentication(),
  token_refreshed: authentication(),
  consent: userAccess([1, 'Assign Privileges']),
  account_link: accountChange(),
  account_changed: accountChange(),
  policy_changed: entityManagement([3, 'Update']),
  tool_approval: apiActivity(),
  operation: apiActivity(),
  tool_call: apiActivity(),
  background_job: apiActivity(),
  attack_run: apiActivity(),
  audit_read: apiActivity([2, 'Read']),
  log_received: apiActivity(),
  log_started: lifecycle([3, 'Start']),
  log_repaired: lifecycle(),
  security_event: base,
}

export const classOf = (event: AuditRecord['event']): OcsfClass => CLASSES[event]
