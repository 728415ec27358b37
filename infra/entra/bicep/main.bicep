// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

@description('Where each service is: https://host, without a path. Its App ID URI begins with it.')
param origins {
  'ai-host': string
  orchestrator: string
  'mcp-sharepoint': string
  'mcp-github': string
  'mcp-jira': string
  'token-vault': string
  'audit-trail': string
  'mock-graph': string
}

@description('Public certificate of each confidential client: DER, base64.')
param certificates {
  orchestrator: string
  'mcp-sharepoint': string
  'mcp-github': string
  'mcp-jira': string
  'token-vault': string
  'mock-graph': string
}

@description('Issuer of the cluster’s service account tokens, and the namespace; no issuer: none.')
param workloadIdentity {
  issuer: string
  namespace: string
} = {
  issuer: ''
  namespace: 'chain-of-trust'
}

@description('Consent for all people to what their own programs ask; else each is asked.')
param consentForEveryone bool = false

module identities 'identities.bicep' = {
  name: 'identities'
  params: {}
}

module aiHost 'applications/ai-host.bicep' = {
  name: 'ai-host'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
  }
}

module aiHostCli 'applications/ai-host-cli.bicep' = {
  name: 'ai-host-cli'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
  }
}

module orchestrator 'applications/orchestrator.bicep' = {
  name: 'orchestrator'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
    certificate: certificates['orchestrator']
    workloadIdentity: workloadIdentity
  }
}

module mcpSharepoint 'applications/mcp-sharepoint.bicep' = {
  name: 'mcp-sharepoint'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
    certificate: certificates['mcp-sharepoint']
    workloadIdentity: workloadIdentity
  }
}

module mcpGithub 'applications/mcp-github.bicep' = {
  name: 'mcp-github'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
    certificate: certificates['mcp-github']
    workloadIdentity: workloadIdentity
  }
}

module mcpJira 'applications/mcp-jira.bicep' = {
  name: 'mcp-jira'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
    certificate: certificates['mcp-jira']
    workloadIdentity: workloadIdentity
  }
}

module mcpWorkspace 'applications/mcp-workspace.bicep' = {
  name: 'mcp-workspace'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
  }
}

module tokenVault 'applications/token-vault.bicep' = {
  name: 'token-vault'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
    certificate: certificates['token-vault']
    workloadIdentity: workloadIdentity
  }
}

module auditTrail 'applications/audit-trail.bicep' = {
  name: 'audit-trail'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
  }
}

module mockGraph 'applications/mock-graph.bicep' = {
  name: 'mock-graph'
  params: {
    appIds: identities.outputs.appIds
    origins: origins
    certificate: certificates['mock-graph']
    workloadIdentity: workloadIdentity
  }
}

module grants 'grants.bicep' = {
  name: 'grants'
  params: {
    consentForEveryone: consentForEveryone
    servicePrincipalIds: {
      'ai-host': aiHost.outputs.servicePrincipalId
      'ai-host-cli': aiHostCli.outputs.servicePrincipalId
      orchestrator: orchestrator.outputs.servicePrincipalId
      'mcp-sharepoint': mcpSharepoint.outputs.servicePrincipalId
      'mcp-github': mcpGithub.outputs.servicePrincipalId
      'mcp-jira': mcpJira.outputs.servicePrincipalId
      'mcp-workspace': mcpWorkspace.outputs.servicePrincipalId
      'token-vault': tokenVault.outputs.servicePrincipalId
      'audit-trail': auditTrail.outputs.servicePrincipalId
      'mock-graph': mockGraph.outputs.servicePrincipalId
    }
  }
}

@description('What npm run entra -- adopt writes into the registrations of a deployment.')
output registrations object = {
  tenantId: tenant().tenantId
  applications: {
    'ai-host': {
      appId: identities.outputs.appIds['ai-host']
      url: origins['ai-host']
    }
    'ai-host-cli': {
      appId: identities.outputs.appIds['ai-host-cli']
    }
    orchestrator: {
      appId: identities.outputs.appIds['orchestrator']
      url: origins['orchestrator']
    }
    'mcp-sharepoint': {
      appId: identities.outputs.appIds['mcp-sharepoint']
      url: origins['mcp-sharepoint']
    }
    'mcp-github': {
      appId: identities.outputs.appIds['mcp-github']
      url: origins['mcp-github']
    }
    'mcp-jira': {
      appId: identities.outputs.appIds['mcp-jira']
      url: origins['mcp-jira']
    }
    'mcp-workspace': {
      appId: identities.outputs.appIds['mcp-workspace']
    }
    'token-vault': {
      appId: identities.outputs.appIds['token-vault']
      url: origins['token-vault']
    }
    'audit-trail': {
      appId: identities.outputs.appIds['audit-trail']
      url: origins['audit-trail']
    }
    'mock-graph': {
      appId: identities.outputs.appIds['mock-graph']
      url: origins['mock-graph']
    }
  }
}
