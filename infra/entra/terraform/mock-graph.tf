# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "mock_graph" {
  display_name                   = "Graph (mock)"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "mock_graph" {
  client_id = azuread_application_registration.mock_graph.client_id
}

resource "azuread_application_identifier_uri" "mock_graph" {
  application_id = azuread_application_registration.mock_graph.id
  identifier_uri = "${var.origins["mock-graph"]}/v1.0"
}

resource "azuread_application_permission_scope" "mock_graph_files_read" {
  application_id             = azuread_application_registration.mock_graph.id
  scope_id                   = "5c000000-0000-4000-8000-000000044911"
  value                      = "Files.Read"
  type                       = "User"
  admin_consent_display_name = "Read the files you can read"
  admin_consent_description  = "Read the files you can read"
  user_consent_display_name  = "Read the files you can read"
  user_consent_description   = "Read the files you can read"
}

resource "azuread_application_permission_scope" "mock_graph_files_readwrite" {
  application_id             = azuread_application_registration.mock_graph.id
  scope_id                   = "5c000000-0000-4000-8000-000000044912"
  value                      = "Files.ReadWrite"
  type                       = "User"
  admin_consent_display_name = "Read and change the files you can change"
  admin_consent_description  = "Read and change the files you can change"
  user_consent_display_name  = "Read and change the files you can change"
  user_consent_description   = "Read and change the files you can change"
}

resource "azuread_application_permission_scope" "mock_graph_files_share" {
  application_id             = azuread_application_registration.mock_graph.id
  scope_id                   = "5c000000-0000-4000-8000-000000044913"
  value                      = "Files.Share"
  type                       = "User"
  admin_consent_display_name = "Share the files you may share"
  admin_consent_description  = "Share the files you may share"
  user_consent_display_name  = "Share the files you may share"
  user_consent_description   = "Share the files you may share"
}

resource "azuread_application_permission_scope" "mock_graph_files_delete" {
  application_id             = azuread_application_registration.mock_graph.id
  scope_id                   = "5c000000-0000-4000-8000-000000044914"
  value                      = "Files.Delete"
  type                       = "User"
  admin_consent_display_name = "Delete the files you may delete"
  admin_consent_description  = "Delete the files you may delete"
  user_consent_display_name  = "Delete the files you may delete"
  user_consent_description   = "Delete the files you may delete"
}

resource "azuread_application_optional_claims" "mock_graph" {
  application_id = azuread_application_registration.mock_graph.id

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

resource "azuread_application_pre_authorized" "mock_graph_mcp_sharepoint" {
  application_id       = azuread_application_registration.mock_graph.id
  authorized_client_id = azuread_application_registration.mcp_sharepoint.client_id

  permission_ids = [
    azuread_application_permission_scope.mock_graph_files_read.scope_id,
    azuread_application_permission_scope.mock_graph_files_share.scope_id,
    azuread_application_permission_scope.mock_graph_files_delete.scope_id,
  ]
}

resource "azuread_application_api_access" "mock_graph_audit_trail" {
  application_id = azuread_application_registration.mock_graph.id
  api_client_id  = azuread_application_registration.audit_trail.client_id
  role_ids       = [azuread_application_app_role.audit_trail_audit_write.role_id]
}

resource "azuread_app_role_assignment" "mock_graph_audit_trail_audit_write" {
  app_role_id         = azuread_application_app_role.audit_trail_audit_write.role_id
  principal_object_id = azuread_service_principal.mock_graph.object_id
  resource_object_id  = azuread_service_principal.audit_trail.object_id
}

resource "azuread_application_certificate" "mock_graph" {
  application_id = azuread_application_registration.mock_graph.id
  type           = "AsymmetricX509Cert"
  value          = var.certificates["mock-graph"].pem
  end_date       = var.certificates["mock-graph"].end_date
}

resource "azuread_application_federated_identity_credential" "mock_graph" {
  count          = var.workload_identity == null ? 0 : 1
  application_id = azuread_application_registration.mock_graph.id
  display_name   = "kubernetes"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.workload_identity.issuer
  subject        = "system:serviceaccount:${var.workload_identity.namespace}:mock-graph"
}
