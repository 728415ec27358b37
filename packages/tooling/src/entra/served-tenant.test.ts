import { registrations } from '@chain-of-trust/service-kit/registrations'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { described } from './drift.fixture.ts'
import { GraphApplication, listedApplications } from './graph-applications.ts'
import { startMock, type MockTenant } from './mock.fixture.ts'
import { withoutConsents } from './tenant.ts'
import { findDifferences } from './tenant-differences.ts'

const real = registrations()
let mock: MockTenant
beforeAll(async () => {
  mock = await startMock()
}, 60_000)
afterAll(() => mock.stop())

const read = async (path: string): Promise<unknown> =>
  (await fetch(`${mock.origin}/console/api/${path}`)).json()
const Listed = z.object({ value: z.array(GraphApplication) })
const expected = withoutConsents(described.applications)

test('the mock serves the applications of the registrations', async () => {
  const { value } = Listed.parse(await read('applications'))
  const served = listedApplications(value, real)
  expect(Object.keys(served)).toHaveLength(real.applications.length)
  const hearers = real.applications
    .filter((one) => one.requiredResourceAccess.some(({ application }) => application === 'security-events'))
    .map(({ name }) => name)
  expect(hearers).toEqual(
    expect.arrayContaining(['ai-host-cli', 'orchestrator', 'mcp-sharepoint', 'mock-graph']),
  )
  // What a real tenant does not get: the mock's own events and logs, the attack lab, and whoever may ask for them.
  expect(findDifferences(expected, served)).toEqual([
    'tenant / ai-host / permissions / attack-lab is too much',
    ...hearers.map((name) => `tenant / ${name} / permissions / security-events is too much`),
    'tenant / attack-lab is too much',
    'tenant / mock-idp is too much',
    'tenant / security-events is too much',
  ])
})

test.each<[string, (application: GraphApplication) => void, string]>([
  [
    'a scope that is switched off',
    ({ api }) => Object.assign(api?.oauth2PermissionScopes[0] ?? {}, { isEnabled: false }),
    'scopes / Documents.Read is missing',
  ],
  [
    'tokens of version 1',
    ({ api }) => Object.assign(api ?? {}, { requestedAccessTokenVersion: null }),
    'requestedAccessTokenVersion is missing',
  ],
  [
    'another redirect URI',
    ({ web }) => web.push('https://attacker.example/'),
    'redirectUris / web: "https://attacker.example/" is too much',
  ],
  [
    'an unknown client that needs no consent',
    ({ api }) => api?.preAuthorizedApplications.push({ appId: 'f00', delegatedPermissionIds: [] }),
    'preAuthorized / f00 is too much',
  ],
])('%s is found in what a tenant lists', { tags: ['REG-2'] }, async (_what, change, difference) => {
  const { value } = Listed.parse(await read('applications'))
  const listed = value.map((application) => {
    if (application.displayName.startsWith('SharePoint')) change(application)
    return application
  })
  expect(findDifferences(expected, listedApplications(listed, real)).join('\n')).toContain(difference)
})

test('the mock asks for a second factor where the policies of the other forms do', async () => {
  const policies = z
    .array(
      z.object({
        displayName: z.string(),
        conditions: z.object({ users: z.unknown(), authenticationContexts: z.array(z.string()).optional() }),
        grantControls: z.object({ control: z.string() }).optional(),
      }),
    )
    .parse(await read('policies'))
  const served = policies.flatMap(({ displayName, conditions, grantControls }) =>
    conditions.authenticationContexts === undefined
      ? []
      : [
          [
            displayName,
            {
              authenticationContexts: conditions.authenticationContexts,
              users: [conditions.users === 'all' ? 'All' : conditions.users],
              controls: [grantControls?.control],
            },
          ] as const,
        ],
  )
  expect(findDifferences(described.policies, Object.fromEntries(served))).toEqual([])
})
