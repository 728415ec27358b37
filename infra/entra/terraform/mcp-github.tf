# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "mcp_github" {
  display_name                   = "GitHub tools (MCP server)"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "mcp_github" {
  client_id = azuread_application_registration.mcp_github.client_id
}

resource "azuread_application_identifier_uri" "mcp_github" {
  application_id = azuread_application_registration.mcp_github.id
  identifier_uri = "${var.origins["mcp-github"]}/mcp"
}

resource "azuread_application_permission_scope" "mcp_github_repos_read" {
  application_id             = azuread_application_registration.mcp_github.id
  scope_id                   = "5c000000-0000-4000-8000-000000044121"
  value                      = "Repos.Read"
  type                       = "User"
  admin_consent_display_name = "See the repositories you can see"
  admin_consent_description  = "See the repositories you can see"
  user_consent_display_name  = "See the repositories you can see"
  user_consent_description   = "See the repositories you can see"
}

resource "azuread_application_permission_scope" "mcp_github_issues_read" {
  application_id             = azuread_application_registration.mcp_github.id
  scope_id                   = "5c000000-0000-4000-8000-000000044122"
  value                      = "Issues.Read"
  type                       = "User"
  admin_consent_display_name = "Read the issues you can read"
  admin_consent_description  = "Read the issues you can read"
  user_consent_display_name  = "Read the issues you can read"
  user_consent_description   = "Read the issues you can read"
}

resource "azuread_application_permission_scope" "mcp_github_issues_write" {
  application_id             = azuread_application_registration.mcp_github.id
  scope_id                   = "5c000000-0000-4000-8000-000000044123"
  value                      = "Issues.Write"
  type                       = "User"
  admin_consent_display_name = "Write issues and comments where you may"
  admin_consent_description  = "Write issues and comments where you may"
  user_consent_display_name  = "Write issues and comments where you may"
  user_consent_description   = "Write issues and comments where you may"
}

resource "azuread_application_permission_scope" "mcp_github_repos_delete" {
  application_id             = azuread_application_registration.mcp_github.id
  scope_id                   = "5c000000-0000-4000-8000-000000044124"
  value                      = "Repos.Delete"
  type                       = "User"
  admin_consent_display_name = "Delete repositories you may delete"
  admin_consent_description  = "Delete repositories you may delete"
  user_consent_display_name  = "Delete repositories you may delete"
  user_consent_description   = "Delete repositories you may delete"
}

resource "azuread_application_optional_claims" "mcp_github" {
  application_id = azuread_application_registration.mcp_github.id

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

resource "azuread_application_known_clients" "mcp_github" {
  application_id   = azuread_application_registration.mcp_github.id
  known_client_ids = [azuread_application_registration.orchestrator.client_id]
}

resource "azuread_application_pre_authorized" "mcp_github_orchestrator" {
  application_id       = azuread_application_registration.mcp_github.id
  authorized_client_id = azuread_application_registration.orchestrator.client_id

  permission_ids = [
    azuread_application_permission_scope.mcp_github_repos_read.scope_id,
    azuread_application_permission_scope.mcp_github_issues_read.scope_id,
    azuread_application_permission_scope.mcp_github_issues_write.scope_id,
    azuread_application_permission_scope.mcp_github_repos_delete.scope_id,
  ]
}

resource "azuread_application_api_access" "mcp_github_token_vault" {
  application_id = azuread_application_registration.mcp_github.id
  api_client_id  = azuread_application_registration.token_vault.client_id
  scope_ids      = [azuread_application_permission_scope.token_vault_vault_use.scope_id]
}

resource "azuread_application_api_access" "mcp_github_audit_trail" {
  application_id = azuread_application_registration.mcp_github.id
  api_client_id  = azuread_application_registration.audit_trail.client_id
  role_ids       = [azuread_application_app_role.audit_trail_audit_write.role_id]
}

resource "azuread_app_role_assignment" "mcp_github_audit_trail_audit_write" {
  app_role_id         = azuread_application_app_role.audit_trail_audit_write.role_id
  principal_object_id = azuread_service_principal.mcp_github.object_id
  resource_object_id  = azuread_service_principal.audit_trail.object_id
}

resource "azuread_service_principal_delegated_permission_grant" "mcp_github_token_vault" {
  service_principal_object_id          = azuread_service_principal.mcp_github.object_id
  resource_service_principal_object_id = azuread_service_principal.token_vault.object_id
  claim_values                         = ["Vault.Use"]
}

resource "azuread_application_certificate" "mcp_github" {
  application_id = azuread_application_registration.mcp_github.id
  type           = "AsymmetricX509Cert"
  value          = var.certificates["mcp-github"].pem
  end_date       = var.certificates["mcp-github"].end_date
}

resource "azuread_application_federated_identity_credential" "mcp_github" {
  count          = var.workload_identity == null ? 0 : 1
  application_id = azuread_application_registration.mcp_github.id
  display_name   = "kubernetes"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.workload_identity.issuer
  subject        = "system:serviceaccount:${var.workload_identity.namespace}:mcp-github"
}
