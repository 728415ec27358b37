// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

extension microsoftGraphV1

@description('Application ids, by name.')
param appIds object

@description('Where each service is.')
param origins object

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-mcp-workspace'
  displayName: 'Workspace tools (local MCP server)'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    'api://${appIds['mcp-workspace']}'
  ]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044141'
        value: 'Workspace.Read'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'List, search and read files in the folder you name'
        adminConsentDescription: 'List, search and read files in the folder you name'
        userConsentDisplayName: 'List, search and read files in the folder you name'
        userConsentDescription: 'List, search and read files in the folder you name'
      }
      {
        id: '5c000000-0000-4000-8000-000000044142'
        value: 'Workspace.Write'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Write files in the folder you name, each time you agree'
        adminConsentDescription: 'Write files in the folder you name, each time you agree'
        userConsentDisplayName: 'Write files in the folder you name, each time you agree'
        userConsentDescription: 'Write files in the folder you name, each time you agree'
      }
    ]
    knownClientApplications: [
      appIds['ai-host-cli']
    ]
    preAuthorizedApplications: []
  }
  optionalClaims: {
    accessToken: [
      {
        name: 'xms_cc'
      }
      {
        name: 'acrs'
      }
      {
        name: 'idtyp'
      }
      {
        name: 'auth_time'
      }
    ]
  }
  requiredResourceAccess: []
}

resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
}

output servicePrincipalId string = servicePrincipal.id
