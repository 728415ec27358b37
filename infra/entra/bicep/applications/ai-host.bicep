// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

extension microsoftGraphV1

@description('Application ids, by name.')
param appIds object

@description('Where each service is.')
param origins object

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'chain-of-trust-ai-host'
  displayName: 'Chain of Trust AI host'
  signInAudience: 'AzureADMyOrg'
  isFallbackPublicClient: false
  identifierUris: []
  spa: {
    redirectUris: [
      '${origins['ai-host']}/redirect.html'
    ]
  }
  requiredResourceAccess: [
    {
      resourceAppId: appIds['orchestrator']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044011'
          type: 'Scope'
        }
      ]
    }
    {
      resourceAppId: appIds['audit-trail']
      resourceAccess: [
        {
          id: '5c000000-0000-4000-8000-000000044301'
          type: 'Scope'
        }
      ]
    }
  ]
}

resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
}

output servicePrincipalId string = servicePrincipal.id
