# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "mcp_sharepoint" {
  display_name                   = "SharePoint tools (MCP server)"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "mcp_sharepoint" {
  client_id = azuread_application_registration.mcp_sharepoint.client_id
}

resource "azuread_application_identifier_uri" "mcp_sharepoint" {
  application_id = azuread_application_registration.mcp_sharepoint.id
  identifier_uri = "${var.origins["mcp-sharepoint"]}/mcp"
}

resource "azuread_application_permission_scope" "mcp_sharepoint_documents_read" {
  application_id             = azuread_application_registration.mcp_sharepoint.id
  scope_id                   = "5c000000-0000-4000-8000-000000044111"
  value                      = "Documents.Read"
  type                       = "User"
  admin_consent_display_name = "Search and read the documents you can read"
  admin_consent_description  = "Search and read the documents you can read"
  user_consent_display_name  = "Search and read the documents you can read"
  user_consent_description   = "Search and read the documents you can read"
}

resource "azuread_application_permission_scope" "mcp_sharepoint_documents_write" {
  application_id             = azuread_application_registration.mcp_sharepoint.id
  scope_id                   = "5c000000-0000-4000-8000-000000044112"
  value                      = "Documents.Write"
  type                       = "User"
  admin_consent_display_name = "Change the documents you can change"
  admin_consent_description  = "Change the documents you can change"
  user_consent_display_name  = "Change the documents you can change"
  user_consent_description   = "Change the documents you can change"
}

resource "azuread_application_permission_scope" "mcp_sharepoint_documents_share" {
  application_id             = azuread_application_registration.mcp_sharepoint.id
  scope_id                   = "5c000000-0000-4000-8000-000000044113"
  value                      = "Documents.Share"
  type                       = "User"
  admin_consent_display_name = "Share the documents you may share"
  admin_consent_description  = "Share the documents you may share"
  user_consent_display_name  = "Share the documents you may share"
  user_consent_description   = "Share the documents you may share"
}

resource "azuread_application_permission_scope" "mcp_sharepoint_documents_delete" {
  application_id             = azuread_application_registration.mcp_sharepoint.id
  scope_id                   = "5c000000-0000-4000-8000-000000044114"
  value                      = "Documents.Delete"
  type                       = "User"
  admin_consent_display_name = "Delete the documents you may delete"
  admin_consent_description  = "Delete the documents you may delete"
  user_consent_display_name  = "Delete the documents you may delete"
  user_consent_description   = "Delete the documents you may delete"
}

resource "azuread_application_optional_claims" "mcp_sharepoint" {
  application_id = azuread_application_registration.mcp_sharepoint.id

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

resource "azuread_application_known_clients" "mcp_sharepoint" {
  application_id   = azuread_application_registration.mcp_sharepoint.id
  known_client_ids = [azuread_application_registration.orchestrator.client_id]
}

resource "azuread_application_pre_authorized" "mcp_sharepoint_orchestrator" {
  application_id       = azuread_application_registration.mcp_sharepoint.id
  authorized_client_id = azuread_application_registration.orchestrator.client_id

  permission_ids = [
    azuread_application_permission_scope.mcp_sharepoint_documents_read.scope_id,
    azuread_application_permission_scope.mcp_sharepoint_documents_share.scope_id,
    azuread_application_permission_scope.mcp_sharepoint_documents_delete.scope_id,
  ]
}

resource "azuread_application_api_access" "mcp_sharepoint_mock_graph" {
  application_id = azuread_application_registration.mcp_sharepoint.id
  api_client_id  = azuread_application_registration.mock_graph.client_id

  scope_ids = [
    azuread_application_permission_scope.mock_graph_files_read.scope_id,
    azuread_application_permission_scope.mock_graph_files_share.scope_id,
    azuread_application_permission_scope.mock_graph_files_delete.scope_id,
  ]
}

resource "azuread_application_api_access" "mcp_sharepoint_audit_trail" {
  application_id = azuread_application_registration.mcp_sharepoint.id
  api_client_id  = azuread_application_registration.audit_trail.client_id
  role_ids       = [azuread_application_app_role.audit_trail_audit_write.role_id]
}

resource "azuread_app_role_assignment" "mcp_sharepoint_audit_trail_audit_write" {
  app_role_id         = azuread_application_app_role.audit_trail_audit_write.role_id
  principal_object_id = azuread_service_principal.mcp_sharepoint.object_id
  resource_object_id  = azuread_service_principal.audit_trail.object_id
}

resource "azuread_service_principal_delegated_permission_grant" "mcp_sharepoint_mock_graph" {
  service_principal_object_id          = azuread_service_principal.mcp_sharepoint.object_id
  resource_service_principal_object_id = azuread_service_principal.mock_graph.object_id
  claim_values                         = ["Files.Read", "Files.Share", "Files.Delete"]
}

resource "azuread_application_certificate" "mcp_sharepoint" {
  application_id = azuread_application_registration.mcp_sharepoint.id
  type           = "AsymmetricX509Cert"
  value          = var.certificates["mcp-sharepoint"].pem
  end_date       = var.certificates["mcp-sharepoint"].end_date
}

resource "azuread_application_federated_identity_credential" "mcp_sharepoint" {
  count          = var.workload_identity == null ? 0 : 1
  application_id = azuread_application_registration.mcp_sharepoint.id
  display_name   = "kubernetes"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.workload_identity.issuer
  subject        = "system:serviceaccount:${var.workload_identity.namespace}:mcp-sharepoint"
}
