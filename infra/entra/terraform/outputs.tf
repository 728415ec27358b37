# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.

output "registrations" {
  description = "What `npm run entra -- adopt` writes into the registrations of a deployment."

  value = {
    tenantId = data.azuread_client_config.current.tenant_id

    applications = {
      ai-host = {
        appId = azuread_application_registration.ai_host.client_id
        url   = var.origins["ai-host"]
      }

      ai-host-cli = {
        appId = azuread_application_registration.ai_host_cli.client_id
      }

      orchestrator = {
        appId = azuread_application_registration.orchestrator.client_id
        url   = var.origins["orchestrator"]
      }

      mcp-sharepoint = {
        appId = azuread_application_registration.mcp_sharepoint.client_id
        url   = var.origins["mcp-sharepoint"]
      }

      mcp-github = {
        appId = azuread_application_registration.mcp_github.client_id
        url   = var.origins["mcp-github"]
      }

      mcp-jira = {
        appId = azuread_application_registration.mcp_jira.client_id
        url   = var.origins["mcp-jira"]
      }

      mcp-workspace = {
        appId = azuread_application_registration.mcp_workspace.client_id
      }

      token-vault = {
        appId = azuread_application_registration.token_vault.client_id
        url   = var.origins["token-vault"]
      }

      audit-trail = {
        appId = azuread_application_registration.audit_trail.client_id
        url   = var.origins["audit-trail"]
      }

      mock-graph = {
        appId = azuread_application_registration.mock_graph.client_id
        url   = var.origins["mock-graph"]
      }
    }
  }
}
