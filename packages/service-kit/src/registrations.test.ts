import { expect, test } from 'vitest'
import { clientsOf, registration, registrations } from './registrations.ts'

test('every reference between applications leads somewhere', () => {
  for (const application of registrations().applications) {
    const references = [
      ...application.requiredResourceAccess,
      ...(application.api?.preAuthorizedApplications ?? []),
    ]
    for (const { application: name } of references) expect(registration(name).name).toBe(name)
    for (const { application: name, scopes } of application.requiredResourceAccess) {
      const published = registration(name).api?.oauth2PermissionScopes.map(({ value }) => value)
      expect(published).toEqual(expect.arrayContaining(scopes))
    }
  }
})

test('each tier is called by the tier before it, and by nobody else', () => {
  expect(clientsOf('orchestrator')).toEqual([registration('ai-host').appId])
  expect(clientsOf('mcp-sharepoint')).toEqual([registration('orchestrator').appId])
  expect(clientsOf('mock-graph')).toEqual([registration('mcp-sharepoint').appId])
})
