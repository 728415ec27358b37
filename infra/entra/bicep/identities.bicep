// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

extension microsoftGraphV1

resource aiHost 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-ai-host'
  displayName: 'Chain of Trust AI host'
  signInAudience: 'AzureADMyOrg'
}

resource aiHostCli 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-ai-host-cli'
  displayName: 'Chain of Trust command line'
  signInAudience: 'AzureADMyOrg'
}

resource orchestrator 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-orchestrator'
  displayName: 'Chain of Trust orchestrator'
  signInAudience: 'AzureADMyOrg'
}

resource mcpSharepoint 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-mcp-sharepoint'
  displayName: 'SharePoint tools (MCP server)'
  signInAudience: 'AzureADMyOrg'
}

resource mcpGithub 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-mcp-github'
  displayName: 'GitHub tools (MCP server)'
  signInAudience: 'AzureADMyOrg'
}

resource mcpJira 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-mcp-jira'
  displayName: 'Jira tools (MCP server)'
  signInAudience: 'AzureADMyOrg'
}

resource mcpWorkspace 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-mcp-workspace'
  displayName: 'Workspace tools (local MCP server)'
  signInAudience: 'AzureADMyOrg'
}

resource tokenVault 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-token-vault'
  displayName: 'Token vault'
  signInAudience: 'AzureADMyOrg'
}

resource auditTrail 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-audit-trail'
  displayName: 'Audit trail'
  signInAudience: 'AzureADMyOrg'
}

resource mockGraph 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-mock-graph'
  displayName: 'Graph (mock)'
  signInAudience: 'AzureADMyOrg'
}

output appIds object = {
  'ai-host': aiHost.appId
  'ai-host-cli': aiHostCli.appId
  orchestrator: orchestrator.appId
  'mcp-sharepoint': mcpSharepoint.appId
  'mcp-github': mcpGithub.appId
  'mcp-jira': mcpJira.appId
  'mcp-workspace': mcpWorkspace.appId
  'token-vault': tokenVault.appId
  'audit-trail': auditTrail.appId
  'mock-graph': mockGraph.appId
}
