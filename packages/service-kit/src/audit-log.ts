import { AuditLogError, AuditLogHeld, openAuditLog, type AuditLog } from '@chain-of-trust/auth-core'
import { ConfigError } from './config-error.ts'

/** Processes of one service, at once, over one STATE_DIR. */
const SLOTS = 64

interface AuditedService {
  STATE_DIR: string
  REDIS_URL?: string | undefined
}

/**
 * A service's audit log, under its STATE_DIR. Its replicas may share that folder once they share the memory of spent
 * proofs; without it, the log's one writer is also what keeps a second one from accepting each of them again.
 * @throws ConfigError when it cannot be gone on with: a service that cannot record does not start
 */
export function openServiceAuditLog(service: string, { STATE_DIR, REDIS_URL }: AuditedService): AuditLog {
  if (REDIS_URL !== undefined) return openAuditSlot(service, STATE_DIR)
  return orConfigError(() => openAuditLog({ stateDir: STATE_DIR, service }))
}

/**
 * Opens an audit log for one of several processes. A log has one writer, or its chain would fork. So there are as many as
 * were ever written at the same time: `<service>.jsonl`, `<service>.2.jsonl` and so on, each a whole chain. A process
 * goes on with the first that nobody writes to.
 * @throws ConfigError when a log was tampered with, or all are taken: what cannot be recorded does not start
 */
export function openAuditSlot(service: string, stateDir: string, slots = SLOTS): AuditLog {
  for (let slot = 1; slot <= slots; slot += 1) {
    const log = orConfigError(() => openUnlessHeld({ stateDir, service, slot }))
    if (log !== undefined) return log
  }
  throw new ConfigError([`${slots} processes of ${service} write to ${stateDir} already: end one`])
}

function openUnlessHeld(options: { stateDir: string; service: string; slot: number }): AuditLog | undefined {
  try {
    return openAuditLog(options)
  } catch (error) {
    if (error instanceof AuditLogHeld) return undefined
    throw error
  }
}

function orConfigError<T>(open: () => T): T {
  try {
    return open()
  } catch (error) {
    // Not passed over: a log that somebody cut would be quietly replaced by the next one.
    if (error instanceof AuditLogError) throw new ConfigError([error.message])
    throw error
  }
}
