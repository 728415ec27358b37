import { applicationsWithRole, clientsOf, registrations } from '@chain-of-trust/service-kit'

/** The service that writes a log of this name: `orchestrator` of `orchestrator.pod-7f.2`. */
export const serviceOf = (log: string): string => log.split('.', 1)[0]!

/**
 * Whose records each application may send, by its application id: its own. The one that stands at the authority itself
 * speaks for the authorization server, which is no application of the tenant.
 */
export function serviceOfWriter(clientId: string): string | undefined {
  const { applications, authority } = registrations()
  const writer = applications.find(({ appId }) => appId === clientId)
  return writer?.url === authority ? 'mock-idp' : writer?.name
}

/** The applications that may send records at all. */
export const writers = (): string[] => applicationsWithRole('audit-trail', 'Audit.Write')

/** The applications in which people may read. */
export const readers = (): string[] => clientsOf('audit-trail')
