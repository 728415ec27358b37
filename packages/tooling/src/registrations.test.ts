import { registrations, type Registrations } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { findRegistrationFaults } from './registration-faults.ts'

const real = registrations()

function changed(change: (copy: Registrations) => void): Registrations {
  const copy = structuredClone(real)
  change(copy)
  return copy
}

function application(from: Registrations, name: string): Registrations['applications'][number] {
  const found = from.applications.find((app) => app.name === name)
  if (!found) throw new Error(name)
  return found
}

function linkedAccount(from: Registrations, name: string): Registrations['linkedAccounts'][number] {
  const found = from.linkedAccounts.find((row) => row.application === name)
  if (!found) throw new Error(name)
  return found
}

test('the registrations agree with each other', () => {
  expect(findRegistrationFaults(real)).toEqual([])
})

test.each<[string, (copy: Registrations) => void]>([
  [
    'orchestrator asks for mcp-sharepoint/Documents.Nosuch, which does not exist',
    (copy) => application(copy, 'orchestrator').requiredResourceAccess[0]?.scopes.push('Documents.Nosuch'),
  ],
  [
    'mock-graph asks for security-events/SecurityEvents.Nosuch, which does not exist',
    (copy) => application(copy, 'mock-graph').requiredResourceAccess[0]?.roles.push('SecurityEvents.Nosuch'),
  ],
  [
    'mock-graph pre-authorises stranger, which does not exist',
    (copy) =>
      application(copy, 'mock-graph').api?.preAuthorizedApplications.push({
        application: 'stranger',
        scopes: ['Files.Read'],
      }),
  ],
  [
    'mock-graph pre-authorises mcp-sharepoint for Files.Nosuch, which does not exist',
    (copy) => application(copy, 'mock-graph').api?.preAuthorizedApplications[0]?.scopes.push('Files.Nosuch'),
  ],
  [
    'the id a1b00000-0000-4000-8000-000000004401 is used twice',
    (copy) => (application(copy, 'mock-graph').appId = application(copy, 'orchestrator').appId),
  ],
  [
    'the port 4401 is used twice',
    (copy) => (application(copy, 'mock-graph').url = application(copy, 'orchestrator').url),
  ],
  [
    'the identifier http://localhost:4401 is used twice',
    (copy) => application(copy, 'mock-graph').identifierUris.push('http://localhost:4401'),
  ],
  [
    'orchestrator knows the client stranger, which does not exist',
    (copy) => application(copy, 'orchestrator').api?.knownClientApplications.push('stranger'),
  ],
  [
    'the linked accounts of stranger at github: there is no such application',
    (copy) => (linkedAccount(copy, 'mcp-github').application = 'stranger'),
  ],
  [
    'the linked accounts of mcp-sharepoint at github: it does not ask for token-vault/Vault.Use',
    (copy) => (linkedAccount(copy, 'mcp-github').application = 'mcp-sharepoint'),
  ],
  [
    'the linked accounts of mcp-jira at jira: no scope',
    (copy) => (linkedAccount(copy, 'mcp-jira').scopes = []),
  ],
  [
    'the linked accounts of mcp-jira at jira: the scope read:jira-work is there twice',
    (copy) => linkedAccount(copy, 'mcp-jira').scopes.push('read:jira-work'),
  ],
  [
    'mcp-jira has two rows of linked accounts',
    (copy) => (linkedAccount(copy, 'mcp-github').application = 'mcp-jira'),
  ],
  [
    'mcp-github asks for token-vault/Vault.Use and has no linked accounts',
    (copy) => (linkedAccount(copy, 'mcp-github').application = 'mcp-jira'),
  ],
  [
    'token-vault is sent back to http://localhost:4421/signed-in, which is not at its own origin',
    (copy) => application(copy, 'token-vault').web?.redirectUris.push('http://localhost:4421/signed-in'),
  ],
  [
    'token-vault is a web application, which has a key, and a public client, which has none',
    (copy) => (application(copy, 'token-vault').isFallbackPublicClient = true),
  ],
  [
    'ai-host is a page, and would be let in by device code and by password',
    (copy) => (application(copy, 'ai-host').isFallbackPublicClient = true),
  ],
])('%s', { tags: ['REG-1'] }, (fault, change) => {
  expect(findRegistrationFaults(changed(change))).toContain(fault)
})
