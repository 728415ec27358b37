import { AuditLogError, AuditLogHeld, openAuditLog, type AuditLog } from '@chain-of-trust/auth-core'
import { ConfigError } from '@chain-of-trust/service-kit/config'

const NAME = 'mcp-workspace'
/** Sessions at once, on one machine. */
const SLOTS = 64

/**
 * Opens an audit log for one session. A log has one writer, or its chain would fork; and a person has several editors
 * open, each with its own server. So there are as many logs as were ever written at the same time: `mcp-workspace`,
 * `mcp-workspace-2` and so on, each a whole chain. A session goes on with the first that nobody writes to.
 * @throws ConfigError when a log was tampered with, or all are taken: what cannot be recorded does not start
 */
export function openAuditSlot(stateDir: string, slots = SLOTS): AuditLog {
  for (let slot = 1; slot <= slots; slot += 1) {
    const service = slot === 1 ? NAME : `${NAME}-${slot}`
    try {
      return openAuditLog({ stateDir, service })
    } catch (error) {
      if (error instanceof AuditLogHeld) continue
      // Not passed over: a log that somebody cut would be quietly replaced by the next one.
      if (error instanceof AuditLogError) throw new ConfigError([error.message])
      throw error
    }
  }
  throw new ConfigError([`${slots} sessions are running already: end one`])
}
