# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

variable "origins" {
  description = "Where each service is: https://host, without a path. Its App ID URI begins with it."

  type = object({
    ai-host        = string
    orchestrator   = string
    mcp-sharepoint = string
    mcp-github     = string
    mcp-jira       = string
    token-vault    = string
    audit-trail    = string
    mock-graph     = string
  })

  validation {
    condition     = alltrue([for origin in values(var.origins) : can(regex("^https://[^/]+$", origin))])
    error_message = "Each origin must be https://host, without a path and without a slash at its end."
  }
}

variable "certificates" {
  description = "Public certificate (PEM) of each confidential client, and its end (RFC 3339)."

  type = object({
    orchestrator   = object({ pem = string, end_date = string })
    mcp-sharepoint = object({ pem = string, end_date = string })
    mcp-github     = object({ pem = string, end_date = string })
    mcp-jira       = object({ pem = string, end_date = string })
    token-vault    = object({ pem = string, end_date = string })
    mock-graph     = object({ pem = string, end_date = string })
  })
}

variable "workload_identity" {
  description = "Issuer of the cluster’s service account tokens, and the namespace; null: none."
  type        = object({ issuer = string, namespace = string })
  default     = null
}

variable "consent_for_everyone" {
  description = "Consent for all people to what their own programs ask; else each is asked."
  type        = bool
  default     = false
}

variable "emergency_group" {
  description = "Object id of the group whose members no policy may lock out."
  type        = string
}

variable "policy_state" {
  description = "State of the Conditional Access policies. First look at what they would have done."
  type        = string
  default     = "enabledForReportingButNotEnforced"
}
