import { expect, test } from 'vitest'
import { applicationsWithRole, clientsOf, registration, registrations } from './registrations.ts'

test('every reference between applications leads somewhere', () => {
  for (const application of registrations().applications) {
    const references = [
      ...application.requiredResourceAccess,
      ...(application.api?.preAuthorizedApplications ?? []),
    ]
    for (const { application: name } of references) expect(registration(name).name).toBe(name)
    for (const { application: name, scopes, roles } of application.requiredResourceAccess) {
      const published = registration(name).api?.oauth2PermissionScopes.map(({ value }) => value)
      expect(published).toEqual(expect.arrayContaining(scopes))
      expect(registration(name).appRoles.map(({ value }) => value)).toEqual(expect.arrayContaining(roles))
    }
  }
})

test('each tier is called by the tier before it, and by nobody else', () => {
  expect(clientsOf('orchestrator')).toEqual([registration('ai-host').appId])
  expect(clientsOf('mcp-sharepoint')).toEqual([registration('orchestrator').appId])
  expect(clientsOf('mock-graph')).toEqual([registration('mcp-sharepoint').appId])
  for (const server of ['mcp-github', 'mcp-jira']) {
    expect(clientsOf(server)).toEqual([registration('orchestrator').appId])
  }
})

test('who may poll security events is not taken for somebody who may act for a person', () => {
  const pollers = applicationsWithRole('security-events', 'SecurityEvents.Read')
  expect(pollers).toContain(registration('mock-graph').appId)
  // The page has no key of its own to ask with.
  expect(pollers).not.toContain(registration('ai-host').appId)
  expect(clientsOf('security-events')).toEqual([])
})
