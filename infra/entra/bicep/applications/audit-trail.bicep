// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

extension microsoftGraphV1

@description('Application ids, by name.')
param appIds object

@description('Where each service is.')
param origins object

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-audit-trail'
  displayName: 'Audit trail'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: [
    origins['audit-trail']
  ]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: '5c000000-0000-4000-8000-000000044301'
        value: 'Audit.Read'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'See what was done in your name'
        adminConsentDescription: 'See what was done in your name'
        userConsentDisplayName: 'See what was done in your name'
        userConsentDescription: 'See what was done in your name'
      }
    ]
    knownClientApplications: []
    preAuthorizedApplications: [
      {
        appId: appIds['ai-host']
        delegatedPermissionIds: [
          '5c000000-0000-4000-8000-000000044301'
        ]
      }
    ]
  }
  appRoles: [
    {
      id: '5c000000-0000-4000-8000-000000044302'
      value: 'Audit.Write'
      allowedMemberTypes: [
        'Application'
      ]
      displayName: 'Send audit records'
      description: 'Send the records of this application\'s own audit log'
      isEnabled: true
    }
    {
      id: '5c000000-0000-4000-8000-000000044303'
      value: 'Auditor'
      allowedMemberTypes: [
        'User'
      ]
      displayName: 'Auditor'
      description: 'Read the audit records of everybody in the tenant'
      isEnabled: true
    }
  ]
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
