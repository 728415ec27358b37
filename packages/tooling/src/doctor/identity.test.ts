import { parseConfig, serviceSchema } from '@chain-of-trust/service-kit/config'
import { registrations, type Application } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { adopt, type Outputs } from '../entra/adopt.ts'
import { entraFiles } from '../entra/entra-files.ts'
import { applicationsOf } from '../entra/tenant.ts'
import { findRegistrationFaults } from '../registration-faults.ts'
import { ENVIRONMENT, TENANT } from './entra.fixture.ts'
import { checkIdentity } from './identity.ts'

const real = registrations()
const outputs: Outputs = {
  tenantId: TENANT,
  applications: Object.fromEntries(
    applicationsOf(real).map(({ name, url }, index) => [
      name,
      {
        appId: `77777777-7777-4777-8777-7777777777${10 + index}`,
        ...(url !== undefined && { url: `https://${name}.contoso.example` }),
      },
    ]),
  ),
}
const adopted = adopt(real, outputs)

function application(name: string, change: Partial<Application> = {}): Application {
  const found = adopted.applications.find((one) => one.name === name)
  if (found === undefined) throw new Error(name)
  return { ...found, ...change }
}

function check(name: string, change?: Partial<Application>): string {
  const found = application(name, change)
  const { appId, resource, url } = application(name)
  const config = parseConfig(serviceSchema(name), {
    ...ENVIRONMENT,
    CLIENT_ID: appId,
    AUDIENCE: appId,
    RESOURCE: resource ?? url,
  })
  return checkIdentity(config, found)
    .map(({ level, says }) => `${level}: ${says}`)
    .join('\n')
}

test.each(['ai-host', 'orchestrator', 'mcp-sharepoint', 'token-vault', 'mock-graph'])(
  'with the registrations of a deployment %s is well',
  (name) => expect(check(name)).toMatch(/^ok: [^\n]+$/),
)

test.each<[string, string, Partial<Application>, string]>([
  ['ai-host', 'a wildcard', { spa: { redirectUris: ['https://*.contoso.example/'] } }, 'has a wildcard'],
  ['ai-host', 'plain http', { spa: { redirectUris: ['http://ai-host.contoso.example/'] } }, 'is plain http'],
  [
    'token-vault',
    'another origin',
    { web: { redirectUris: ['https://attacker.example/'] } },
    'is not at the service’s own origin',
  ],
  [
    'mcp-jira',
    'an App ID URI of plain http',
    { identifierUris: ['http://mcp-jira.contoso.example/mcp'] },
    'App ID URI of nobody',
  ],
])('%s: %s is a problem', (name, _what, change, said) => {
  expect(check(name, change)).toMatch(new RegExp(`^problem: .*${said}`))
})

test('adopted registrations agree with each other, and make the same files', () => {
  expect(findRegistrationFaults(adopted)).toEqual([])
  expect(Object.fromEntries(entraFiles(adopted))).toEqual(Object.fromEntries(entraFiles(real)))
  expect(adopted.tenant.id).toBe(TENANT)
  expect(application('mcp-workspace').identifierUris).toEqual([`api://${application('mcp-workspace').appId}`])
  expect(application('ai-host').spa?.redirectUris).toEqual(['https://ai-host.contoso.example/redirect.html'])
})

test('the outputs of other applications are not adopted', () => {
  const { 'mcp-jira': _, ...rest } = outputs.applications
  expect(() => adopt(real, { ...outputs, applications: rest })).toThrow('the outputs are of')
})
