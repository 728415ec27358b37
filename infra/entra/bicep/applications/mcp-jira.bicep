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
  uniqueName: 'chain-of-trust-mcp-jira'
  displayName: 'Jira tools (MCP server)'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    '${origins['mcp-jira']}/mcp'
  ]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044131'
        value: 'Tickets.Read'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Read the tickets you can read'
        adminConsentDescription: 'Read the tickets you can read'
        userConsentDisplayName: 'Read the tickets you can read'
        userConsentDescription: 'Read the tickets you can read'
      }
      {
        id: '5c000000-0000-4000-8000-000000044132'
        value: 'Tickets.Write'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Write tickets and comments where you may'
        adminConsentDescription: 'Write tickets and comments where you may'
        userConsentDisplayName: 'Write tickets and comments where you may'
        userConsentDescription: 'Write tickets and comments where you may'
      }
    ]
    knownClientApplications: [
      appIds['orchestrator']
    ]
    preAuthorizedApplications: [
      {
        appId: appIds['orchestrator']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044131'
          '5c000000-0000-4000-8000-000000044132'
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
      displayName: 'mcp-jira'
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
  subject: 'system:serviceaccount:${workloadIdentity.namespace}:mcp-jira'
}

output servicePrincipalId string = servicePrincipal.id
