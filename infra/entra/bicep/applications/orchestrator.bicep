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
  uniqueName: 'chain-of-trust-orchestrator'
  displayName: 'Chain of Trust orchestrator'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    origins['orchestrator']
  ]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044011'
        value: 'access_as_user'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Let the agent work for you, with the permissions you delegate to it'
        adminConsentDescription: 'Let the agent work for you, with the permissions you delegate to it'
        userConsentDisplayName: 'Let the agent work for you, with the permissions you delegate to it'
        userConsentDescription: 'Let the agent work for you, with the permissions you delegate to it'
      }
    ]
    knownClientApplications: [
      appIds['ai-host']
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
  requiredResourceAccess: [
    {
      resourceAppId: appIds['mcp-sharepoint']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044111'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044113'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044114'
          type: 'Scope'
        }
      ]
    }
    {
      resourceAppId: appIds['mcp-github']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044121'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044122'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044123'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044124'
          type: 'Scope'
        }
      ]
    }
    {
      resourceAppId: appIds['mcp-jira']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044131'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044132'
          type: 'Scope'
        }
      ]
    }
    {
      resourceAppId: appIds['token-vault']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044202'
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
      displayName: 'orchestrator'
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
  subject: 'system:serviceaccount:${workloadIdentity.namespace}:orchestrator'
}

output servicePrincipalId string = servicePrincipal.id
