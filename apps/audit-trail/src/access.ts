import { Refusal, type AccessToken } from '@chain-of-trust/auth-core'
import { readers, serviceOf, serviceOfWriter } from './log-name.ts'

const WRITE = 'Audit.Write'
const AUDITOR = 'Auditor'

/** Whose records may be seen: one person's own, or, without `oid`, those of everybody in the tenant. */
export interface Reader {
  tid: string
  oid?: string
}

/**
 * The one application permission of the system: a service sends what it recorded itself, in nobody's name.
 * @throws Refusal `role_missing` for a person's token, whatever its roles; `log_of_another_service`
 */
export function enforceWriter(token: AccessToken, log: string): void {
  if (!token.appOnly || !token.roles.includes(WRITE)) throw new Refusal('role_missing', { detail: WRITE })
  // An application that could write another's log could put words into its mouth, or end it with a fork.
  if (serviceOfWriter(token.clientId) !== serviceOf(log))
    throw new Refusal('log_of_another_service', { detail: log })
}

/**
 * People read in their own name: what was done in it, and an auditor what was done in anybody's.
 * @throws Refusal `app_only_token`: an application has no business in here but to write
 */
export function readerOf(token: AccessToken): Reader {
  enforcePerson(token)
  const { tid, oid } = token
  return isAuditor(token) ? { tid } : { tid, oid }
}

/** @throws Refusal `app_only_token`; `client_not_allowed` for a person's token that is not the page's */
export function enforcePerson({ appOnly, clientId }: AccessToken): void {
  if (appOnly) throw new Refusal('app_only_token')
  // Services get past the gate because they write. One that was taken over must not read with the tokens of people.
  if (!readers().includes(clientId)) throw new Refusal('client_not_allowed', { detail: clientId })
}

/** @throws Refusal `role_missing` */
export function enforceAuditor(token: AccessToken): void {
  if (!isAuditor(token)) throw new Refusal('role_missing', { detail: AUDITOR })
}

/** An assignment in the tenant (`roles`), in the token of a person. */
const isAuditor = ({ appOnly, roles }: AccessToken): boolean => !appOnly && roles.includes(AUDITOR)
