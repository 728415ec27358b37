# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "ai_host" {
  display_name     = "Chain of Trust AI host"
  sign_in_audience = "AzureADMyOrg"
}

resource "azuread_service_principal" "ai_host" {
  client_id = azuread_application_registration.ai_host.client_id
}

resource "azuread_application_redirect_uris" "ai_host_spa" {
  application_id = azuread_application_registration.ai_host.id
  type           = "SPA"
  redirect_uris  = ["${var.origins["ai-host"]}/redirect.html"]
}

resource "azuread_application_api_access" "ai_host_orchestrator" {
  application_id = azuread_application_registration.ai_host.id
  api_client_id  = azuread_application_registration.orchestrator.client_id
  scope_ids      = [azuread_application_permission_scope.orchestrator_access_as_user.scope_id]
}

resource "azuread_application_api_access" "ai_host_audit_trail" {
  application_id = azuread_application_registration.ai_host.id
  api_client_id  = azuread_application_registration.audit_trail.client_id
  scope_ids      = [azuread_application_permission_scope.audit_trail_audit_read.scope_id]
}

resource "azuread_service_principal_delegated_permission_grant" "ai_host_orchestrator" {
  count                                = var.consent_for_everyone ? 1 : 0
  service_principal_object_id          = azuread_service_principal.ai_host.object_id
  resource_service_principal_object_id = azuread_service_principal.orchestrator.object_id
  claim_values                         = ["access_as_user"]
}

resource "azuread_service_principal_delegated_permission_grant" "ai_host_audit_trail" {
  count                                = var.consent_for_everyone ? 1 : 0
  service_principal_object_id          = azuread_service_principal.ai_host.object_id
  resource_service_principal_object_id = azuread_service_principal.audit_trail.object_id
  claim_values                         = ["Audit.Read"]
}
