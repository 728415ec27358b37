# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "ai_host_cli" {
  display_name     = "Chain of Trust command line"
  sign_in_audience = "AzureADMyOrg"
}

resource "azuread_service_principal" "ai_host_cli" {
  client_id = azuread_application_registration.ai_host_cli.client_id
}

resource "azuread_application_fallback_public_client" "ai_host_cli" {
  application_id = azuread_application_registration.ai_host_cli.id
  enabled        = true
}

resource "azuread_application_redirect_uris" "ai_host_cli_publicclient" {
  application_id = azuread_application_registration.ai_host_cli.id
  type           = "PublicClient"
  redirect_uris  = ["http://localhost"]
}

resource "azuread_application_api_access" "ai_host_cli_orchestrator" {
  application_id = azuread_application_registration.ai_host_cli.id
  api_client_id  = azuread_application_registration.orchestrator.client_id
  scope_ids      = [azuread_application_permission_scope.orchestrator_access_as_user.scope_id]
}

resource "azuread_application_api_access" "ai_host_cli_mcp_workspace" {
  application_id = azuread_application_registration.ai_host_cli.id
  api_client_id  = azuread_application_registration.mcp_workspace.client_id

  scope_ids = [
    azuread_application_permission_scope.mcp_workspace_workspace_read.scope_id,
    azuread_application_permission_scope.mcp_workspace_workspace_write.scope_id,
  ]
}

resource "azuread_service_principal_delegated_permission_grant" "ai_host_cli_orchestrator" {
  count                                = var.consent_for_everyone ? 1 : 0
  service_principal_object_id          = azuread_service_principal.ai_host_cli.object_id
  resource_service_principal_object_id = azuread_service_principal.orchestrator.object_id
  claim_values                         = ["access_as_user"]
}

resource "azuread_service_principal_delegated_permission_grant" "ai_host_cli_mcp_workspace" {
  count                                = var.consent_for_everyone ? 1 : 0
  service_principal_object_id          = azuread_service_principal.ai_host_cli.object_id
  resource_service_principal_object_id = azuread_service_principal.mcp_workspace.object_id
  claim_values                         = ["Workspace.Read", "Workspace.Write"]
}
