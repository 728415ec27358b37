import type { FastifyInstance } from 'fastify'
import type { Operations } from './operations.ts'

/** Milliseconds. What is overdue is refused at once all the same; this is for the record and for the disk. */
const EVERY = 60_000

/**
 * Sweeps now, so that what a dead process left is told from what runs, and every minute; waits at the end for
 * what still runs.
 */
export async function startSweeping(app: FastifyInstance, operations: Operations): Promise<void> {
  await operations.sweep()
  const timer = setInterval(() => {
    operations.sweep().catch((err: unknown) => app.log.error({ err }, 'operations not swept'))
  }, EVERY).unref()
  app.addHook('onClose', () => {
    clearInterval(timer)
    return operations.close()
  })
}
