# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "token_vault" {
  display_name                   = "Token vault"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "token_vault" {
  client_id = azuread_application_registration.token_vault.client_id
}

resource "azuread_application_redirect_uris" "token_vault_web" {
  application_id = azuread_application_registration.token_vault.id
  type           = "Web"
  redirect_uris  = ["${var.origins["token-vault"]}/signed-in"]
}

resource "azuread_application_identifier_uri" "token_vault" {
  application_id = azuread_application_registration.token_vault.id
  identifier_uri = var.origins["token-vault"]
}

resource "azuread_application_permission_scope" "token_vault_vault_use" {
  application_id             = azuread_application_registration.token_vault.id
  scope_id                   = "5c000000-0000-4000-8000-000000044201"
  value                      = "Vault.Use"
  type                       = "User"
  admin_consent_display_name = "Use the accounts you have linked to this server"
  admin_consent_description  = "Use the accounts you have linked to this server"
  user_consent_display_name  = "Use the accounts you have linked to this server"
  user_consent_description   = "Use the accounts you have linked to this server"
}

resource "azuread_application_permission_scope" "token_vault_links_manage" {
  application_id             = azuread_application_registration.token_vault.id
  scope_id                   = "5c000000-0000-4000-8000-000000044202"
  value                      = "Links.Manage"
  type                       = "User"
  admin_consent_display_name = "See, begin and end the links to your other accounts"
  admin_consent_description  = "See, begin and end the links to your other accounts"
  user_consent_display_name  = "See, begin and end the links to your other accounts"
  user_consent_description   = "See, begin and end the links to your other accounts"
}

resource "azuread_application_optional_claims" "token_vault" {
  application_id = azuread_application_registration.token_vault.id

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

resource "azuread_application_pre_authorized" "token_vault_mcp_github" {
  application_id       = azuread_application_registration.token_vault.id
  authorized_client_id = azuread_application_registration.mcp_github.client_id
  permission_ids       = [azuread_application_permission_scope.token_vault_vault_use.scope_id]
}

resource "azuread_application_pre_authorized" "token_vault_mcp_jira" {
  application_id       = azuread_application_registration.token_vault.id
  authorized_client_id = azuread_application_registration.mcp_jira.client_id
  permission_ids       = [azuread_application_permission_scope.token_vault_vault_use.scope_id]
}

resource "azuread_application_pre_authorized" "token_vault_orchestrator" {
  application_id       = azuread_application_registration.token_vault.id
  authorized_client_id = azuread_application_registration.orchestrator.client_id
  permission_ids       = [azuread_application_permission_scope.token_vault_links_manage.scope_id]
}

resource "azuread_application_api_access" "token_vault_audit_trail" {
  application_id = azuread_application_registration.token_vault.id
  api_client_id  = azuread_application_registration.audit_trail.client_id
  role_ids       = [azuread_application_app_role.audit_trail_audit_write.role_id]
}

resource "azuread_app_role_assignment" "token_vault_audit_trail_audit_write" {
  app_role_id         = azuread_application_app_role.audit_trail_audit_write.role_id
  principal_object_id = azuread_service_principal.token_vault.object_id
  resource_object_id  = azuread_service_principal.audit_trail.object_id
}

resource "azuread_application_certificate" "token_vault" {
  application_id = azuread_application_registration.token_vault.id
  type           = "AsymmetricX509Cert"
  value          = var.certificates["token-vault"].pem
  end_date       = var.certificates["token-vault"].end_date
}

resource "azuread_application_federated_identity_credential" "token_vault" {
  count          = var.workload_identity == null ? 0 : 1
  application_id = azuread_application_registration.token_vault.id
  display_name   = "kubernetes"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.workload_identity.issuer
  subject        = "system:serviceaccount:${var.workload_identity.namespace}:token-vault"
}
