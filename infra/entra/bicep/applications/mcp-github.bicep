// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

extension microsoftGraphV1

@description('Application ids, by name.')
param appIds object

@description('Where each service is.')
param origins object

@description('Public certificate: DER, base64.')
param certificate string

@description('See main.bicep.')
param workloadIdentity {
  issuer: string
  namespace: string
}

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-mcp-github'
  displayName: 'GitHub tools (MCP server)'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    '${origins['mcp-github']}/mcp'
  ]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044121'
        value: 'Repos.Read'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'See the repositories you can see'
        adminConsentDescription: 'See the repositories you can see'
        userConsentDisplayName: 'See the repositories you can see'
        userConsentDescription: 'See the repositories you can see'
      }
      {
        id: '5c000000-0000-4000-8000-000000044122'
        value: 'Issues.Read'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Read the issues you can read'
        adminConsentDescription: 'Read the issues you can read'
        userConsentDisplayName: 'Read the issues you can read'
        userConsentDescription: 'Read the issues you can read'
      }
      {
        id: '5c000000-0000-4000-8000-000000044123'
        value: 'Issues.Write'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Write issues and comments where you may'
        adminConsentDescription: 'Write issues and comments where you may'
        userConsentDisplayName: 'Write issues and comments where you may'
        userConsentDescription: 'Write issues and comments where you may'
      }
      {
        id: '5c000000-0000-4000-8000-000000044124'
        value: 'Repos.Delete'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Delete repositories you may delete'
        adminConsentDescription: 'Delete repositories you may delete'
        userConsentDisplayName: 'Delete repositories you may delete'
        userConsentDescription: 'Delete repositories you may delete'
      }
    ]
    knownClientApplications: [
      appIds['orchestrator']
    ]
    preAuthorizedApplications: [
      {
        appId: appIds['orchestrator']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044121'
          '5c000000-0000-4000-8000-000000044122'
          '5c000000-0000-4000-8000-000000044123'
          '5c000000-0000-4000-8000-000000044124'
        ]
      }
    ]
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
  requiredResourceAccess: [
    {
      resourceAppId: appIds['token-vault']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044201'
          type: 'Scope'
        }
      ]
    }
    {
      resourceAppId: appIds['audit-trail']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044302'
          type: 'Role'
        }
      ]
    }
  ]
  keyCredentials: [
    {
      displayName: 'mcp-github'
      type: 'AsymmetricX509Cert'
      usage: 'Verify'
      key: certificate
    }
  ]
}

resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
}

resource federatedCredential 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = if (!empty(workloadIdentity.issuer)) {
  name: '${application.uniqueName}/kubernetes'
  audiences: [
    'api://AzureADTokenExchange'
  ]
  issuer: workloadIdentity.issuer
  subject: 'system:serviceaccount:${workloadIdentity.namespace}:mcp-github'
}

output servicePrincipalId string = servicePrincipal.id
