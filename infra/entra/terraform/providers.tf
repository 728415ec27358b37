# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

terraform {
  required_version = ">= 1.5"

  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.9"
    }

    msgraph = {
      source  = "microsoft/msgraph"
      version = "~> 0.2"
    }
  }
}

data "azuread_client_config" "current" {
}
