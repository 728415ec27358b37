import { expect, test } from 'vitest'
import {
  applicationsWithRole,
  clientsOf,
  localRegistration,
  registration,
  registrations,
} from './registrations.ts'

test('every reference between applications leads somewhere', () => {
  for (const application of registrations().applications) {
    const references = [
      ...application.requiredResourceAccess,
      ...(application.api?.preAuthorizedApplications ?? []),
    ]
    for (const { application: name } of references) expect(localRegistration(name).name).toBe(name)
    for (const { application: name, scopes, roles } of application.requiredResourceAccess) {
      const published = localRegistration(name).api?.oauth2PermissionScopes.map(({ value }) => value)
      expect(published).toEqual(expect.arrayContaining(scopes))
      expect(localRegistration(name).appRoles.map(({ value }) => value)).toEqual(
        expect.arrayContaining(roles),
      )
    }
  }
})

test('each tier is called by the tier before it, and by nobody else', () => {
  expect(clientsOf('orchestrator')).toEqual([
    registration('ai-host').appId,
    localRegistration('ai-host-cli').appId,
  ])
  expect(clientsOf('mcp-workspace')).toEqual([localRegistration('ai-host-cli').appId])
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
  // People learn of their own revocation only, at the client that they signed in with.
  expect(clientsOf('security-events')).toEqual([localRegistration('ai-host-cli').appId])
})
