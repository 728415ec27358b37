# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "mcp_workspace" {
  display_name                   = "Workspace tools (local MCP server)"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "mcp_workspace" {
  client_id = azuread_application_registration.mcp_workspace.client_id
}

resource "azuread_application_identifier_uri" "mcp_workspace" {
  application_id = azuread_application_registration.mcp_workspace.id
  identifier_uri = "api://${azuread_application_registration.mcp_workspace.client_id}"
}

resource "azuread_application_permission_scope" "mcp_workspace_workspace_read" {
  application_id             = azuread_application_registration.mcp_workspace.id
  scope_id                   = "5c000000-0000-4000-8000-000000044141"
  value                      = "Workspace.Read"
  type                       = "User"
  admin_consent_display_name = "List, search and read files in the folder you name"
  admin_consent_description  = "List, search and read files in the folder you name"
  user_consent_display_name  = "List, search and read files in the folder you name"
  user_consent_description   = "List, search and read files in the folder you name"
}

resource "azuread_application_permission_scope" "mcp_workspace_workspace_write" {
  application_id             = azuread_application_registration.mcp_workspace.id
  scope_id                   = "5c000000-0000-4000-8000-000000044142"
  value                      = "Workspace.Write"
  type                       = "User"
  admin_consent_display_name = "Write files in the folder you name, each time you agree"
  admin_consent_description  = "Write files in the folder you name, each time you agree"
  user_consent_display_name  = "Write files in the folder you name, each time you agree"
  user_consent_description   = "Write files in the folder you name, each time you agree"
}

resource "azuread_application_optional_claims" "mcp_workspace" {
  application_id = azuread_application_registration.mcp_workspace.id

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

resource "azuread_application_known_clients" "mcp_workspace" {
  application_id   = azuread_application_registration.mcp_workspace.id
  known_client_ids = [azuread_application_registration.ai_host_cli.client_id]
}
