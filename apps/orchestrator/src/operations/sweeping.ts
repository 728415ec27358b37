import type { FastifyInstance } from 'fastify'
import type { ApprovalLedger } from '../approval/approval-ledger.ts'
import type { Operations } from './operations.ts'

/** Milliseconds. What is overdue is refused at once all the same; but that a call was interrupted is said by this alone. */
const EVERY = 5000

/**
 * Sweeps now, so that what a dead process left is told from what runs, and every few seconds; waits at the end for
 * what still runs.
 */
export async function startSweeping(
  app: FastifyInstance,
  operations: Operations,
  ledger: ApprovalLedger,
): Promise<void> {
  const sweep = async () => {
    await operations.sweep()
    await ledger.forget()
  }
  await sweep()
  const timer = setInterval(() => {
    sweep().catch((err: unknown) => app.log.error({ err }, 'operations not swept'))
  }, EVERY).unref()
  app.addHook('onClose', () => {
    clearInterval(timer)
    return operations.close()
  })
}
