import type { Application } from '../applications.ts'

/** The registered resource of the transmitter, and the permission to hear from it. */
export const SECURITY_EVENTS = 'security-events'
export const READ_EVENTS = 'SecurityEvents.Read'
/** The delegated permission to hear what concerns oneself. */
export const READ_OWN_EVENTS = 'SecurityEvents.Read.Own'

/** Who is told: each application that may read security events has a stream of its own. */
export interface Receiver {
  /** Application id: `aud` of its events, and the name of its stream. */
  id: string
  name: string
  /** Where its events are pushed. */
  url: string
}

/** Applications on people's own machines: nobody can push anything there, so they ask, in the person's name. */
export function ownEventsClientsAmong(applications: readonly Application[]): string[] {
  return applications
    .filter(({ requiredResourceAccess }) =>
      requiredResourceAccess.some(
        ({ application, scopes }) => application === SECURITY_EVENTS && scopes.includes(READ_OWN_EVENTS),
      ),
    )
    .map(({ appId }) => appId)
}

export function receiversAmong(applications: readonly Application[]): Receiver[] {
  return applications
    .filter(({ requiredResourceAccess }) =>
      requiredResourceAccess.some(
        ({ application, roles }) => application === SECURITY_EVENTS && roles.includes(READ_EVENTS),
      ),
    )
    .map(({ appId, name, url }) => ({ id: appId, name, url: `${url}/security-events` }))
}
