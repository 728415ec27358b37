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
  uniqueName: 'chain-of-trust-mcp-sharepoint'
  displayName: 'SharePoint tools (MCP server)'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    '${origins['mcp-sharepoint']}/mcp'
  ]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044111'
        value: 'Documents.Read'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Search and read the documents you can read'
        adminConsentDescription: 'Search and read the documents you can read'
        userConsentDisplayName: 'Search and read the documents you can read'
        userConsentDescription: 'Search and read the documents you can read'
      }
      {
        id: '5c000000-0000-4000-8000-000000044112'
        value: 'Documents.Write'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Change the documents you can change'
        adminConsentDescription: 'Change the documents you can change'
        userConsentDisplayName: 'Change the documents you can change'
        userConsentDescription: 'Change the documents you can change'
      }
      {
        id: '5c000000-0000-4000-8000-000000044113'
        value: 'Documents.Share'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Share the documents you may share'
        adminConsentDescription: 'Share the documents you may share'
        userConsentDisplayName: 'Share the documents you may share'
        userConsentDescription: 'Share the documents you may share'
      }
      {
        id: '5c000000-0000-4000-8000-000000044114'
        value: 'Documents.Delete'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Delete the documents you may delete'
        adminConsentDescription: 'Delete the documents you may delete'
        userConsentDisplayName: 'Delete the documents you may delete'
        userConsentDescription: 'Delete the documents you may delete'
      }
    ]
    knownClientApplications: [
      appIds['orchestrator']
    ]
    preAuthorizedApplications: [
      {
        appId: appIds['orchestrator']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044111'
          '5c000000-0000-4000-8000-000000044113'
          '5c000000-0000-4000-8000-000000044114'
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
      resourceAppId: appIds['mock-graph']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044911'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044913'
          type: 'Scope'
        }
        {
          id: '5c000000-0000-4000-8000-000000044914'
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
      displayName: 'mcp-sharepoint'
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
  subject: 'system:serviceaccount:${workloadIdentity.namespace}:mcp-sharepoint'
}

output servicePrincipalId string = servicePrincipal.id
