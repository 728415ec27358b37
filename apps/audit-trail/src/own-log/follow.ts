import type { AuditLog } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import { announcing, type OwnLogs } from './own-logs.ts'

/** Milliseconds: for what failed, and for checkpoints, which come after their records. */
const AGAIN = 5000

/**
 * Takes our own log in whenever something is written to it, and every few seconds. A store that does not answer
 * loses nothing: the file is the spool.
 * @returns the log to write to
 */
export function followOwnLogs(app: FastifyInstance, audit: AuditLog, own: OwnLogs): AuditLog {
  let told = false
  let closed = false
  const catchUp = async (): Promise<void> => {
    if (closed) return
    try {
      await own.catchUp()
      told = false
    } catch (err) {
      if (!told) app.log.warn({ err }, 'our own audit log could not be taken in, trying again')
      told = true
    }
  }
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | undefined
  const soon = () => void (underWay = catchUp())
  app.addHook('onReady', async () => {
    timer = setInterval(soon, AGAIN).unref()
    await catchUp()
  })
  // Before the store is closed; what is written later is taken in at the next start.
  app.addHook('onClose', async () => {
    closed = true
    clearInterval(timer)
    await underWay
  })
  return announcing(audit, soon)
}
