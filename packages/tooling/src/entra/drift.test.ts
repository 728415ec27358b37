import { registrations, type Registrations } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { readConditionalAccess } from './conditional-access.ts'
import { changed, described, inBicep, inTerraform, written } from './drift.fixture.ts'
import { entraFiles } from './entra-files.ts'
import { describedTenant } from './tenant.ts'
import { findDifferences } from './tenant-differences.ts'

const real = registrations()

test('the files are what `npm run entra` would write, and there are no others', () => {
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(entraFiles(real)))
})

test('Bicep makes the applications of the registrations', () => {
  expect(Object.keys(inBicep(written)).length).toBeGreaterThan(8)
  expect(findDifferences(described.applications, inBicep(written))).toEqual([])
})

test('Terraform makes the tenant of the registrations', async () => {
  const made = await inTerraform(written)
  expect(Object.keys(made.applications).length).toBeGreaterThan(8)
  expect(findDifferences(described, made)).toEqual([])
})

test('the calls of Microsoft Graph make the contexts and policies of the registrations', () => {
  const requests = JSON.parse(written.get('graph/conditional-access.json') ?? '') as never
  const { applications: _, ...rest } = described
  expect(findDifferences(rest, readConditionalAccess(requests))).toEqual([])
})

test('in the calls of Microsoft Graph another context is found, and a policy without an emergency group refused', () => {
  const read = (text: string) => readConditionalAccess(JSON.parse(text) as never)
  const text = written.get('graph/conditional-access.json') ?? ''
  const { applications: _, ...rest } = described
  expect(findDifferences(rest, read(text.replace('References/c2', 'References/c9')))).toContain(
    'tenant / authenticationContexts / c2 is missing',
  )
  expect(() => read(text.replaceAll(/"<object id[^"]*"/g, ''))).toThrow('excludeGroups')
})

test('another registration is found in all of them', async () => {
  const copy: Registrations = structuredClone(real)
  copy.applications.find(({ name }) => name === 'mcp-github')?.identifierUris.push('api://other')
  const other = describedTenant(copy)
  expect(findDifferences(other.applications, inBicep(written))).not.toEqual([])
  expect(findDifferences(other, await inTerraform(written))).not.toEqual([])
  expect(Object.fromEntries(entraFiles(copy))).not.toEqual(Object.fromEntries(written))
})

test('two declarations of one application in Bicep that disagree are refused', () => {
  expect(() => inBicep(changed('bicep/identities.bicep', 'Token vault', 'Other vault'))).toThrow(
    'identities.bicep has another displayName for token-vault',
  )
})

test('no id of the mock is in a file: a tenant makes its own', () => {
  const ids = real.applications.map(({ appId }) => appId)
  expect([...written].filter(([, text]) => ids.some((id) => text.includes(id)))).toEqual([])
  expect([...written].filter(([, text]) => /localhost:\d/.test(text))).toEqual([])
})
