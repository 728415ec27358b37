export { openServiceAuditLog } from './audit-log.ts'
export { auditForwarding, type AuditForwarding } from './audit-trail/connect.ts'
export { sentName } from './audit-trail/sent-name.ts'
export { auditTrailVariables } from './audit-trail/variables.ts'
export { AuthenticationContextIds } from './authentication-contexts.ts'
export { loadClientKey, type ClientKey } from './client-key.ts'
export { ConfigError } from './config-error.ts'
export { parseConfig, sendsResourceIndicators, serviceSchema, type ServiceConfig } from './config.ts'
export { installConnectTo } from './connect-to.ts'
export { loggerOptions } from './logger.ts'
export {
  applicationsWithRole,
  authenticationContexts,
  clientsOf,
  linkedAccounts,
  localRegistration,
  registration,
  registrations,
  type Application,
  type AuthenticationContext,
  type LinkedAccount,
  type Registrations,
  type ServiceApplication,
} from './registrations.ts'
export { openSecurityEvents, type SecurityEvents, type SecurityEventsOptions } from './security-events.ts'
export { serve } from './serve.ts'
export { createService, type ServiceOptions } from './service.ts'
export { openStateDatabase } from './state-database.ts'
export { linkedAccountOf, tokenVaultVariables } from './token-vault.ts'
export { valkeyUser } from './valkey/acl.ts'
export { openSharedState, type SharedState } from './valkey/shared-state.ts'
export { migrate } from './sql/migrate.ts'
export { openSqlDatabase } from './sql/open-sql-database.ts'
export {
  DatabaseUnavailable,
  type SqlDatabase,
  type SqlRow,
  type SqlSession,
  type SqlValue,
} from './sql/sql-database.ts'
export { telemetryVariables } from './telemetry/variables.ts'
