import { expect, test } from 'vitest'
import { changed, described, inTerraform } from '../drift.fixture.ts'
import { findDifferences } from '../tenant-differences.ts'

test.each<[string, string, string | RegExp, string, string]>([
  [
    'a scope',
    'terraform/mcp-github.tf',
    '"Repos.Read"',
    '"Repos.ReadWrite"',
    'scopes / Repos.Read is missing',
  ],
  [
    'the token version',
    'terraform/orchestrator.tf',
    /(requested_access_token_version +=) 2/,
    '$1 1',
    'requestedAccessTokenVersion is 1, not 2',
  ],
  [
    'an App ID URI',
    'terraform/mcp-sharepoint.tf',
    '/mcp"',
    '/mcp/"',
    'identifierUris: "http://localhost:4411/mcp" is missing',
  ],
  ['a redirect URI', 'terraform/ai-host.tf', '/redirect.html', '/other.html', 'redirectUris / spa'],
  ['a kind of redirect URI', 'terraform/ai-host.tf', '"SPA"', '"Web"', 'redirectUris / web'],
  [
    'a known client',
    'terraform/mcp-github.tf',
    '[azuread_application_registration.orchestrator.',
    '[azuread_application_registration.ai_host.',
    'knownClients: "ai-host" is too much',
  ],
  [
    'a pre-authorised client',
    'terraform/mcp-github.tf',
    /(authorized_client_id = azuread_application_registration.)orchestrator/,
    '$1ai_host',
    'preAuthorized / ai-host is too much',
  ],
  ['an optional claim', 'terraform/mcp-github.tf', '"acrs"', '"amr"', 'optionalClaims: "acrs" is missing'],
  [
    'a permission',
    'terraform/mcp-sharepoint.tf',
    'azuread_application_permission_scope.mock_graph_files_delete.scope_id',
    'azuread_application_permission_scope.mock_graph_files_readwrite.scope_id',
    'permissions / mock-graph / scopes: "Files.Delete" is missing',
  ],
  [
    'a public client',
    'terraform/ai-host-cli.tf',
    /enabled( +)= true/,
    'enabled$1= false',
    'isFallbackPublicClient is false',
  ],
  [
    'a certificate',
    'terraform/mcp-github.tf',
    'azuread_application_certificate',
    'azuread_application_password',
    'credentials: "certificate" is missing',
  ],
  [
    'whose service account',
    'terraform/mcp-github.tf',
    '}:mcp-github',
    '}:mcp-jira',
    'credentials: "kubernetes service account" is missing',
  ],
  [
    'a grant',
    'terraform/mcp-sharepoint.tf',
    '"Files.Delete"]',
    '"Files.ReadWrite"]',
    'grants / mock-graph / scopes: "Files.ReadWrite" is too much',
  ],
  [
    'whether a grant is asked for',
    'terraform/ai-host.tf',
    /count .*\n/,
    '',
    'grants / orchestrator / when is "always"',
  ],
  [
    'an application',
    'terraform/mcp-jira.tf',
    /resource "azuread_application_registration"[^}]+}/,
    '',
    'applications / mcp-jira is missing',
  ],
  [
    'a context',
    'terraform/conditional-access.tf',
    '"Irreversible actions"',
    '"Reversible actions"',
    'authenticationContexts / c2 / displayName',
  ],
  [
    'what a policy is for',
    'terraform/conditional-access.tf',
    '["c3"]',
    '["c1"]',
    'authenticationContexts: "c3" is missing',
  ],
  [
    'what a policy demands',
    'terraform/conditional-access.tf',
    '["mfa"]',
    '["compliantDevice"]',
    'controls: "mfa" is missing',
  ],
])('in Terraform another value of %s is found', async (_what, path, from, to, difference) => {
  expect(findDifferences(described, await inTerraform(changed(path, from, to))).join('\n')).toContain(
    difference,
  )
})
