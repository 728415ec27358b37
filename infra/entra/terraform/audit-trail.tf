# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "azuread_application_registration" "audit_trail" {
  display_name                   = "Audit trail"
  requested_access_token_version = 2
  sign_in_audience               = "AzureADMyOrg"
}

resource "azuread_service_principal" "audit_trail" {
  client_id = azuread_application_registration.audit_trail.client_id
}

resource "azuread_application_identifier_uri" "audit_trail" {
  application_id = azuread_application_registration.audit_trail.id
  identifier_uri = var.origins["audit-trail"]
}

resource "azuread_application_permission_scope" "audit_trail_audit_read" {
  application_id             = azuread_application_registration.audit_trail.id
  scope_id                   = "5c000000-0000-4000-8000-000000044301"
  value                      = "Audit.Read"
  type                       = "User"
  admin_consent_display_name = "See what was done in your name"
  admin_consent_description  = "See what was done in your name"
  user_consent_display_name  = "See what was done in your name"
  user_consent_description   = "See what was done in your name"
}

resource "azuread_application_app_role" "audit_trail_audit_write" {
  application_id       = azuread_application_registration.audit_trail.id
  role_id              = "5c000000-0000-4000-8000-000000044302"
  value                = "Audit.Write"
  allowed_member_types = ["Application"]
  display_name         = "Send audit records"
  description          = "Send the records of this application's own audit log"
}

resource "azuread_application_app_role" "audit_trail_auditor" {
  application_id       = azuread_application_registration.audit_trail.id
  role_id              = "5c000000-0000-4000-8000-000000044303"
  value                = "Auditor"
  allowed_member_types = ["User"]
  display_name         = "Auditor"
  description          = "Read the audit records of everybody in the tenant"
}

resource "azuread_application_optional_claims" "audit_trail" {
  application_id = azuread_application_registration.audit_trail.id

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

resource "azuread_application_pre_authorized" "audit_trail_ai_host" {
  application_id       = azuread_application_registration.audit_trail.id
  authorized_client_id = azuread_application_registration.ai_host.client_id
  permission_ids       = [azuread_application_permission_scope.audit_trail_audit_read.scope_id]
}
