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
  uniqueName: 'chain-of-trust-mock-graph'
  displayName: 'Graph (mock)'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    '${origins['mock-graph']}/v1.0'
  ]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044911'
        value: 'Files.Read'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Read the files you can read'
        adminConsentDescription: 'Read the files you can read'
        userConsentDisplayName: 'Read the files you can read'
        userConsentDescription: 'Read the files you can read'
      }
      {
        id: '5c000000-0000-4000-8000-000000044912'
        value: 'Files.ReadWrite'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Read and change the files you can change'
        adminConsentDescription: 'Read and change the files you can change'
        userConsentDisplayName: 'Read and change the files you can change'
        userConsentDescription: 'Read and change the files you can change'
      }
      {
        id: '5c000000-0000-4000-8000-000000044913'
        value: 'Files.Share'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Share the files you may share'
        adminConsentDescription: 'Share the files you may share'
        userConsentDisplayName: 'Share the files you may share'
        userConsentDescription: 'Share the files you may share'
      }
      {
        id: '5c000000-0000-4000-8000-000000044914'
        value: 'Files.Delete'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Delete the files you may delete'
        adminConsentDescription: 'Delete the files you may delete'
        userConsentDisplayName: 'Delete the files you may delete'
        userConsentDescription: 'Delete the files you may delete'
      }
    ]
    knownClientApplications: []
    preAuthorizedApplications: [
      {
        appId: appIds['mcp-sharepoint']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044911'
          '5c000000-0000-4000-8000-000000044913'
          '5c000000-0000-4000-8000-000000044914'
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
      displayName: 'mock-graph'
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
  subject: 'system:serviceaccount:${workloadIdentity.namespace}:mock-graph'
}

output servicePrincipalId string = servicePrincipal.id
