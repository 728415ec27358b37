import { AuditLogError, openAuditLog, type AuditLog } from '@chain-of-trust/auth-core'
import { ConfigError } from './config-error.ts'

/**
 * A service's audit log, under its STATE_DIR.
 * @throws ConfigError when it cannot be gone on with: a service that cannot record does not start
 */
export function openServiceAuditLog(service: string, { STATE_DIR }: { STATE_DIR: string }): AuditLog {
  try {
    return openAuditLog({ stateDir: STATE_DIR, service })
  } catch (error) {
    if (error instanceof AuditLogError) throw new ConfigError([error.message])
    throw error
  }
}
