# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "orchestrator" {
  display_name                   = "Chain of Trust orchestrator"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "orchestrator" {
  client_id = azuread_application_registration.orchestrator.client_id
}

resource "azuread_application_identifier_uri" "orchestrator" {
  application_id = azuread_application_registration.orchestrator.id
  identifier_uri = var.origins["orchestrator"]
}

resource "azuread_application_permission_scope" "orchestrator_access_as_user" {
  application_id             = azuread_application_registration.orchestrator.id
  scope_id                   = "5c000000-0000-4000-8000-000000044011"
  value                      = "access_as_user"
  type                       = "User"
  admin_consent_display_name = "Let the agent work for you, with the permissions you delegate to it"
  admin_consent_description  = "Let the agent work for you, with the permissions you delegate to it"
  user_consent_display_name  = "Let the agent work for you, with the permissions you delegate to it"
  user_consent_description   = "Let the agent work for you, with the permissions you delegate to it"
}

resource "azuread_application_optional_claims" "orchestrator" {
  application_id = azuread_application_registration.orchestrator.id

  access_token {
    name = "xms_cc"
  }

  access_token {
    name = "acrs"
  }

  access_token {
    name = "idtyp"
  }

  access_token {
    name = "auth_time"
  }
}

resource "azuread_application_known_clients" "orchestrator" {
  application_id = azuread_application_registration.orchestrator.id

  known_client_ids = [
    azuread_application_registration.ai_host.client_id,
    azuread_application_registration.ai_host_cli.client_id,
  ]
}

resource "azuread_application_api_access" "orchestrator_mcp_sharepoint" {
  application_id = azuread_application_registration.orchestrator.id
  api_client_id  = azuread_application_registration.mcp_sharepoint.client_id

  scope_ids = [
    azuread_application_permission_scope.mcp_sharepoint_documents_read.scope_id,
    azuread_application_permission_scope.mcp_sharepoint_documents_share.scope_id,
    azuread_application_permission_scope.mcp_sharepoint_documents_delete.scope_id,
  ]
}

resource "azuread_application_api_access" "orchestrator_mcp_github" {
  application_id = azuread_application_registration.orchestrator.id
  api_client_id  = azuread_application_registration.mcp_github.client_id

  scope_ids = [
    azuread_application_permission_scope.mcp_github_repos_read.scope_id,
    azuread_application_permission_scope.mcp_github_issues_read.scope_id,
    azuread_application_permission_scope.mcp_github_issues_write.scope_id,
    azuread_application_permission_scope.mcp_github_repos_delete.scope_id,
  ]
}

resource "azuread_application_api_access" "orchestrator_mcp_jira" {
  application_id = azuread_application_registration.orchestrator.id
  api_client_id  = azuread_application_registration.mcp_jira.client_id

  scope_ids = [
    azuread_application_permission_scope.mcp_jira_tickets_read.scope_id,
    azuread_application_permission_scope.mcp_jira_tickets_write.scope_id,
  ]
}

resource "azuread_application_api_access" "orchestrator_token_vault" {
  application_id = azuread_application_registration.orchestrator.id
  api_client_id  = azuread_application_registration.token_vault.client_id
  scope_ids      = [azuread_application_permission_scope.token_vault_links_manage.scope_id]
}

resource "azuread_application_api_access" "orchestrator_audit_trail" {
  application_id = azuread_application_registration.orchestrator.id
  api_client_id  = azuread_application_registration.audit_trail.client_id
  role_ids       = [azuread_application_app_role.audit_trail_audit_write.role_id]
}

resource "azuread_app_role_assignment" "orchestrator_audit_trail_audit_write" {
  app_role_id         = azuread_application_app_role.audit_trail_audit_write.role_id
  principal_object_id = azuread_service_principal.orchestrator.object_id
  resource_object_id  = azuread_service_principal.audit_trail.object_id
}

resource "azuread_service_principal_delegated_permission_grant" "orchestrator_mcp_sharepoint" {
  service_principal_object_id          = azuread_service_principal.orchestrator.object_id
  resource_service_principal_object_id = azuread_service_principal.mcp_sharepoint.object_id
  claim_values                         = ["Documents.Read", "Documents.Share", "Documents.Delete"]
}

resource "azuread_service_principal_delegated_permission_grant" "orchestrator_mcp_github" {
  service_principal_object_id          = azuread_service_principal.orchestrator.object_id
  resource_service_principal_object_id = azuread_service_principal.mcp_github.object_id
  claim_values                         = ["Repos.Read", "Issues.Read", "Issues.Write", "Repos.Delete"]
}

resource "azuread_service_principal_delegated_permission_grant" "orchestrator_mcp_jira" {
  service_principal_object_id          = azuread_service_principal.orchestrator.object_id
  resource_service_principal_object_id = azuread_service_principal.mcp_jira.object_id
  claim_values                         = ["Tickets.Read", "Tickets.Write"]
}

resource "azuread_service_principal_delegated_permission_grant" "orchestrator_token_vault" {
  service_principal_object_id          = azuread_service_principal.orchestrator.object_id
  resource_service_principal_object_id = azuread_service_principal.token_vault.object_id
  claim_values                         = ["Links.Manage"]
}

resource "azuread_application_certificate" "orchestrator" {
  application_id = azuread_application_registration.orchestrator.id
  type           = "AsymmetricX509Cert"
  value          = var.certificates["orchestrator"].pem
  end_date       = var.certificates["orchestrator"].end_date
}

resource "azuread_application_federated_identity_credential" "orchestrator" {
  count          = var.workload_identity == null ? 0 : 1
  application_id = azuread_application_registration.orchestrator.id
  display_name   = "kubernetes"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.workload_identity.issuer
  subject        = "system:serviceaccount:${var.workload_identity.namespace}:orchestrator"
}
