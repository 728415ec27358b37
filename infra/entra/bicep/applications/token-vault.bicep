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
  uniqueName: 'chain-of-trust-token-vault'
  displayName: 'Token vault'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    origins['token-vault']
  ]
  web: {
    redirectUris: [
      '${origins['token-vault']}/signed-in'
    ]
  }
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044201'
        value: 'Vault.Use'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Use the accounts you have linked to this server'
        adminConsentDescription: 'Use the accounts you have linked to this server'
        userConsentDisplayName: 'Use the accounts you have linked to this server'
        userConsentDescription: 'Use the accounts you have linked to this server'
      }
      {
        id: '5c000000-0000-4000-8000-000000044202'
        value: 'Links.Manage'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'See, begin and end the links to your other accounts'
        adminConsentDescription: 'See, begin and end the links to your other accounts'
        userConsentDisplayName: 'See, begin and end the links to your other accounts'
        userConsentDescription: 'See, begin and end the links to your other accounts'
      }
    ]
    knownClientApplications: []
    preAuthorizedApplications: [
      {
        appId: appIds['mcp-github']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044201'
        ]
      }
      {
        appId: appIds['mcp-jira']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044201'
        ]
      }
      {
        appId: appIds['orchestrator']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044202'
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
      displayName: 'token-vault'
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
  subject: 'system:serviceaccount:${workloadIdentity.namespace}:token-vault'
}

output servicePrincipalId string = servicePrincipal.id
