import { registrations } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { inBicep, written } from '../entra/drift.fixture.ts'
import { applicationsOf } from '../entra/tenant.ts'
import { Listed, checkRegistered } from './registered.ts'

const real = registrations()
/** As Microsoft Graph would list it: the least that says the same. */
function listed(change: (api: { requestedAccessTokenVersion: number | null }) => void = () => undefined) {
  const application = applicationsOf(real).find(({ name }) => name === 'mock-graph')!
  const named = (name: string) => real.applications.find((one) => one.name === name)!
  const idOf = (client: string) => named(client).appId
  // For its own log: the one permission that it has itself.
  const requiredResourceAccess = application.requiredResourceAccess.map((access) => ({
    resourceAppId: idOf(access.application),
    resourceAccess: named(access.application)
      .appRoles.filter(({ value }) => access.roles.includes(value))
      .map(({ id }) => ({ id, type: 'Role' })),
  }))
  const scopes = application.api!.oauth2PermissionScopes
  const api = {
    requestedAccessTokenVersion: 2 as number | null,
    oauth2PermissionScopes: scopes.map((scope) => ({ ...scope, isEnabled: true })),
    preAuthorizedApplications: application.api!.preAuthorizedApplications.map((row) => ({
      appId: idOf(row.application),
      delegatedPermissionIds: scopes.filter(({ value }) => row.scopes.includes(value)).map(({ id }) => id),
    })),
  }
  change(api)
  const { appId, displayName, identifierUris, optionalClaims } = application
  const resources = requiredResourceAccess.map(({ resourceAppId }) => {
    const { displayName: name, appRoles } = real.applications.find((one) => one.appId === resourceAppId)!
    const enabled = appRoles.map((role) => ({ ...role, isEnabled: true }))
    return { appId: resourceAppId, displayName: name, appRoles: enabled }
  })
  const asked = { appId, displayName, identifierUris, optionalClaims, api, requiredResourceAccess }
  return Listed.parse({ value: [asked, ...resources] })
}

test('an application as it is registered is well', () => {
  expect(inBicep(written)['mock-graph']).toBeDefined()
  expect(checkRegistered('mock-graph', listed())).toMatchObject([{ level: 'ok' }])
})

test.each([null, 1])('requestedAccessTokenVersion %j is explained', (version) => {
  const found = checkRegistered(
    'mock-graph',
    listed((api) => (api.requestedAccessTokenVersion = version)),
  )
  expect(found).toMatchObject([{ level: 'problem', remedy: 'Set api.requestedAccessTokenVersion to 2.' }])
})

test('an application that is not there is said to be missing', () => {
  expect(checkRegistered('mcp-jira', listed())).toMatchObject([{ level: 'problem', about: 'mcp-jira' }])
})
