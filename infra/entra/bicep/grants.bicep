// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

extension microsoftGraphV1

@description('Object ids of the service principals, by name.')
param servicePrincipalIds object

@description('See main.bicep.')
param consentForEveryone bool

resource aiHostAtOrchestrator 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = if (consentForEveryone) {
  clientId: servicePrincipalIds['ai-host']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['orchestrator']
  scope: 'access_as_user'
}

resource aiHostAtAuditTrail 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = if (consentForEveryone) {
  clientId: servicePrincipalIds['ai-host']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['audit-trail']
  scope: 'Audit.Read'
}

resource aiHostCliAtOrchestrator 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = if (consentForEveryone) {
  clientId: servicePrincipalIds['ai-host-cli']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['orchestrator']
  scope: 'access_as_user'
}

resource aiHostCliAtMcpWorkspace 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = if (consentForEveryone) {
  clientId: servicePrincipalIds['ai-host-cli']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['mcp-workspace']
  scope: 'Workspace.Read Workspace.Write'
}

resource orchestratorAtMcpSharepoint 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: servicePrincipalIds['orchestrator']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['mcp-sharepoint']
  scope: 'Documents.Read Documents.Share Documents.Delete'
}

resource orchestratorAtMcpGithub 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: servicePrincipalIds['orchestrator']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['mcp-github']
  scope: 'Repos.Read Issues.Read Issues.Write Repos.Delete'
}

resource orchestratorAtMcpJira 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: servicePrincipalIds['orchestrator']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['mcp-jira']
  scope: 'Tickets.Read Tickets.Write'
}

resource orchestratorAtTokenVault 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: servicePrincipalIds['orchestrator']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['token-vault']
  scope: 'Links.Manage'
}

resource orchestratorWithAuditWrite 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: '5c000000-0000-4000-8000-000000044302'
  principalId: servicePrincipalIds['orchestrator']
  resourceId: servicePrincipalIds['audit-trail']
}

resource mcpSharepointAtMockGraph 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: servicePrincipalIds['mcp-sharepoint']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['mock-graph']
  scope: 'Files.Read Files.Share Files.Delete'
}

resource mcpSharepointWithAuditWrite 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: '5c000000-0000-4000-8000-000000044302'
  principalId: servicePrincipalIds['mcp-sharepoint']
  resourceId: servicePrincipalIds['audit-trail']
}

resource mcpGithubAtTokenVault 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: servicePrincipalIds['mcp-github']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['token-vault']
  scope: 'Vault.Use'
}

resource mcpGithubWithAuditWrite 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: '5c000000-0000-4000-8000-000000044302'
  principalId: servicePrincipalIds['mcp-github']
  resourceId: servicePrincipalIds['audit-trail']
}

resource mcpJiraAtTokenVault 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: servicePrincipalIds['mcp-jira']
  consentType: 'AllPrincipals'
  resourceId: servicePrincipalIds['token-vault']
  scope: 'Vault.Use'
}

resource mcpJiraWithAuditWrite 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: '5c000000-0000-4000-8000-000000044302'
  principalId: servicePrincipalIds['mcp-jira']
  resourceId: servicePrincipalIds['audit-trail']
}

resource tokenVaultWithAuditWrite 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: '5c000000-0000-4000-8000-000000044302'
  principalId: servicePrincipalIds['token-vault']
  resourceId: servicePrincipalIds['audit-trail']
}

resource mockGraphWithAuditWrite 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: '5c000000-0000-4000-8000-000000044302'
  principalId: servicePrincipalIds['mock-graph']
  resourceId: servicePrincipalIds['audit-trail']
}
