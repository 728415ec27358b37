# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

resource "msgraph_update_resource" "c1" {
  url         = "identity/conditionalAccess/authenticationContextClassReferences/c1"
  api_version = "v1.0"

  body = {
    displayName = "Sharing documents"
    description = "Asked for by tools: Sharing documents"
    isAvailable = true
  }
}

resource "msgraph_resource" "require_mfa_c1" {
  url         = "identity/conditionalAccess/policies"
  api_version = "v1.0"

  body = {
    displayName = "Require MFA: Sharing documents"
    state       = var.policy_state

    conditions = {
      clientAppTypes = ["all"]

      applications = {
        includeAuthenticationContextClassReferences = ["c1"]
      }

      users = {
        includeUsers  = ["All"]
        excludeGroups = [var.emergency_group]
      }
    }

    grantControls = {
      operator        = "OR"
      builtInControls = ["mfa"]
    }
  }

  depends_on = [msgraph_update_resource.c1]
}

resource "msgraph_update_resource" "c2" {
  url         = "identity/conditionalAccess/authenticationContextClassReferences/c2"
  api_version = "v1.0"

  body = {
    displayName = "Irreversible actions"
    description = "Asked for by tools: Irreversible actions"
    isAvailable = true
  }
}

resource "msgraph_resource" "require_mfa_c2" {
  url         = "identity/conditionalAccess/policies"
  api_version = "v1.0"

  body = {
    displayName = "Require MFA: Irreversible actions"
    state       = var.policy_state

    conditions = {
      clientAppTypes = ["all"]

      applications = {
        includeAuthenticationContextClassReferences = ["c2"]
      }

      users = {
        includeUsers  = ["All"]
        excludeGroups = [var.emergency_group]
      }
    }

    grantControls = {
      operator        = "OR"
      builtInControls = ["mfa"]
    }
  }

  depends_on = [msgraph_update_resource.c2]
}

resource "msgraph_update_resource" "c3" {
  url         = "identity/conditionalAccess/authenticationContextClassReferences/c3"
  api_version = "v1.0"

  body = {
    displayName = "Administration"
    description = "Asked for by tools: Administration"
    isAvailable = true
  }
}

resource "msgraph_resource" "require_mfa_c3" {
  url         = "identity/conditionalAccess/policies"
  api_version = "v1.0"

  body = {
    displayName = "Require MFA: Administration"
    state       = var.policy_state

    conditions = {
      clientAppTypes = ["all"]

      applications = {
        includeAuthenticationContextClassReferences = ["c3"]
      }

      users = {
        includeUsers  = ["All"]
        excludeGroups = [var.emergency_group]
      }
    }

    grantControls = {
      operator        = "OR"
      builtInControls = ["mfa"]
    }
  }

  depends_on = [msgraph_update_resource.c3]
}
