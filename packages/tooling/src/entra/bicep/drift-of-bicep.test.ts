import { expect, test } from 'vitest'
import { changed, described, inBicep } from '../drift.fixture.ts'
import { findDifferences } from '../tenant-differences.ts'

test.each<[string, string, string | RegExp, string, string]>([
  [
    'a scope',
    'bicep/applications/mcp-github.bicep',
    "value: 'Repos.Read'",
    "value: 'Repos.ReadWrite'",
    'scopes / Repos.Read is missing',
  ],
  [
    'a scope’s id',
    'bicep/applications/mcp-jira.bicep',
    /id: '5c000000-0000-4000-8000-000000044131'/,
    "id: '5c000000-0000-4000-8000-000000044139'",
    'scopes / Tickets.Read / id is',
  ],
  [
    'the token version',
    'bicep/applications/orchestrator.bicep',
    'requestedAccessTokenVersion: 2',
    'requestedAccessTokenVersion: 1',
    'requestedAccessTokenVersion is 1, not 2',
  ],
  [
    'an App ID URI',
    'bicep/applications/mcp-sharepoint.bicep',
    "/mcp'",
    "/mcp/'",
    'identifierUris: "http://localhost:4411/mcp" is missing',
  ],
  [
    'a redirect URI',
    'bicep/applications/ai-host.bicep',
    '/redirect.html',
    '/other.html',
    'redirectUris / spa',
  ],
  [
    'a kind of redirect URI',
    'bicep/applications/ai-host.bicep',
    '  spa: {',
    '  web: {',
    'redirectUris / web',
  ],
  [
    'a known client',
    'bicep/applications/mcp-github.bicep',
    "      appIds['orchestrator']\n",
    "      appIds['ai-host']\n",
    'knownClients: "ai-host" is too much',
  ],
  [
    'a pre-authorised client',
    'bicep/applications/mcp-github.bicep',
    "appId: appIds['orchestrator']",
    "appId: appIds['ai-host']",
    'preAuthorized / ai-host is too much',
  ],
  [
    'an optional claim',
    'bicep/applications/mcp-github.bicep',
    "name: 'acrs'",
    "name: 'amr'",
    'optionalClaims: "acrs" is missing',
  ],
  [
    'a permission',
    'bicep/applications/mcp-github.bicep',
    "appIds['token-vault']",
    "appIds['mock-graph']",
    'permissions / token-vault is missing',
  ],
  [
    'a public client',
    'bicep/applications/ai-host-cli.bicep',
    'isFallbackPublicClient: true',
    'isFallbackPublicClient: false',
    'isFallbackPublicClient is false',
  ],
  [
    'a certificate',
    'bicep/applications/mcp-github.bicep',
    'key: certificate',
    "key: 'other'",
    'credentials: "certificate" is missing',
  ],
  [
    'whose service account',
    'bicep/applications/mcp-github.bicep',
    '}:mcp-github',
    '}:mcp-jira',
    'credentials: "kubernetes service account" is missing',
  ],
  [
    'a grant',
    'bicep/grants.bicep',
    "scope: 'Files.Read Files.Share Files.Delete'",
    "scope: 'Files.Read Files.ReadWrite'",
    'grants / mock-graph / scopes: "Files.ReadWrite" is too much',
  ],
  [
    'whether a grant is asked for',
    'bicep/grants.bicep',
    'if (consentForEveryone) ',
    '',
    'grants / orchestrator / when is "always"',
  ],
  [
    'a module',
    'bicep/main.bicep',
    "'applications/mcp-jira.bicep'",
    "'applications/mcp-yira.bicep'",
    'tenant / mcp-jira is missing',
  ],
])('in Bicep another value of %s is found', { tags: ['REG-2'] }, (_what, path, from, to, difference) => {
  expect(findDifferences(described.applications, inBicep(changed(path, from, to))).join('\n')).toContain(
    difference,
  )
})
