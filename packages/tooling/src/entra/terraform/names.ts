import { Code } from '../code.ts'

/** A name of Terraform's: `mcp-sharepoint`, `Documents.Read` → `mcp_sharepoint_documents_read`. */
export function symbol(...names: readonly string[]): string {
  return names.map((name) => name.toLowerCase().replaceAll(/[^a-z\d]/g, '_')).join('_')
}

export const REGISTRATION = 'azuread_application_registration'

/** Expressions for what is known after the first step only. */
export const reference = {
  application: (name: string) => new Code(`${REGISTRATION}.${symbol(name)}.id`),
  appId: (name: string) => new Code(`${REGISTRATION}.${symbol(name)}.client_id`),
  servicePrincipal: (name: string) => new Code(`azuread_service_principal.${symbol(name)}.object_id`),
  scope: (resource: string, value: string) =>
    new Code(`azuread_application_permission_scope.${symbol(resource, value)}.scope_id`),
  role: (resource: string, value: string) =>
    new Code(`azuread_application_app_role.${symbol(resource, value)}.role_id`),
  origin: (name: string) => new Code(`var.origins["${name}"]`),
}
