# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "mcp_jira" {
  display_name                   = "Jira tools (MCP server)"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "mcp_jira" {
  client_id = azuread_application_registration.mcp_jira.client_id
}

resource "azuread_application_identifier_uri" "mcp_jira" {
  application_id = azuread_application_registration.mcp_jira.id
  identifier_uri = "${var.origins["mcp-jira"]}/mcp"
}

resource "azuread_application_permission_scope" "mcp_jira_tickets_read" {
  application_id             = azuread_application_registration.mcp_jira.id
  scope_id                   = "5c000000-0000-4000-8000-000000044131"
  value                      = "Tickets.Read"
  type                       = "User"
  admin_consent_display_name = "Read the tickets you can read"
  admin_consent_description  = "Read the tickets you can read"
  user_consent_display_name  = "Read the tickets you can read"
  user_consent_description   = "Read the tickets you can read"
}

resource "azuread_application_permission_scope" "mcp_jira_tickets_write" {
  application_id             = azuread_application_registration.mcp_jira.id
  scope_id                   = "5c000000-0000-4000-8000-000000044132"
  value                      = "Tickets.Write"
  type                       = "User"
  admin_consent_display_name = "Write tickets and comments where you may"
  admin_consent_description  = "Write tickets and comments where you may"
  user_consent_display_name  = "Write tickets and comments where you may"
  user_consent_description   = "Write tickets and comments where you may"
}

resource "azuread_application_optional_claims" "mcp_jira" {
  application_id = azuread_application_registration.mcp_jira.id

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

resource "azuread_application_known_clients" "mcp_jira" {
  application_id   = azuread_application_registration.mcp_jira.id
  known_client_ids = [azuread_application_registration.orchestrator.client_id]
}

resource "azuread_application_pre_authorized" "mcp_jira_orchestrator" {
  application_id       = azuread_application_registration.mcp_jira.id
  authorized_client_id = azuread_application_registration.orchestrator.client_id

  permission_ids = [
    azuread_application_permission_scope.mcp_jira_tickets_read.scope_id,
    azuread_application_permission_scope.mcp_jira_tickets_write.scope_id,
  ]
}

resource "azuread_application_api_access" "mcp_jira_token_vault" {
  application_id = azuread_application_registration.mcp_jira.id
  api_client_id  = azuread_application_registration.token_vault.client_id
  scope_ids      = [azuread_application_permission_scope.token_vault_vault_use.scope_id]
}

resource "azuread_application_api_access" "mcp_jira_audit_trail" {
  application_id = azuread_application_registration.mcp_jira.id
  api_client_id  = azuread_application_registration.audit_trail.client_id
  role_ids       = [azuread_application_app_role.audit_trail_audit_write.role_id]
}

resource "azuread_app_role_assignment" "mcp_jira_audit_trail_audit_write" {
  app_role_id         = azuread_application_app_role.audit_trail_audit_write.role_id
  principal_object_id = azuread_service_principal.mcp_jira.object_id
  resource_object_id  = azuread_service_principal.audit_trail.object_id
}

resource "azuread_service_principal_delegated_permission_grant" "mcp_jira_token_vault" {
  service_principal_object_id          = azuread_service_principal.mcp_jira.object_id
  resource_service_principal_object_id = azuread_service_principal.token_vault.object_id
  claim_values                         = ["Vault.Use"]
}

resource "azuread_application_certificate" "mcp_jira" {
  application_id = azuread_application_registration.mcp_jira.id
  type           = "AsymmetricX509Cert"
  value          = var.certificates["mcp-jira"].pem
  end_date       = var.certificates["mcp-jira"].end_date
}

resource "azuread_application_federated_identity_credential" "mcp_jira" {
  count          = var.workload_identity == null ? 0 : 1
  application_id = azuread_application_registration.mcp_jira.id
  display_name   = "kubernetes"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.workload_identity.issuer
  subject        = "system:serviceaccount:${var.workload_identity.namespace}:mcp-jira"
}
