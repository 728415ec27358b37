import { auditFiles, openAuditLog, type AuditEntry } from '@chain-of-trust/auth-core'
import { auditForwarding, createService } from '@chain-of-trust/service-kit'
import { vi } from 'vitest'
import { linesOf, newStateDir, ORIGIN, type TestTrail } from './trail.fixture.ts'

type Fetch = (input: string, init: RequestInit) => Promise<Response>

/**
 * For tests: what `serve` makes of a service, its log and the real forwarder, against the real app.
 * @param between what lies between the two
 */
export async function forwardingService(
  trail: TestTrail,
  service: string,
  {
    stateDir = newStateDir(),
    instance,
    slot,
    between = (fetch) => fetch,
  }: { stateDir?: string; instance?: string; slot?: number; between?: (fetch: Fetch) => Fetch } = {},
) {
  const app = createService({ name: service, logLevel: 'silent' })
  const errors = vi.spyOn(app.log, 'error')
  const audit = openAuditLog({ stateDir, service, ...(slot === undefined ? {} : { slot }) })
  const config = { STATE_DIR: stateDir, AUDIT_TRAIL_URL: ORIGIN, AUDIT_TRAIL_INSTANCE: instance }
  const send = between((input, init) => trail.asService(service, input.slice(ORIGIN.length), init))
  const times = { linger: 0, idle: 10, others: 10, backoff: 1, longest: 5, quiet: 0, lastPatience: 60_000 }
  auditForwarding(service, config, () => send, times)?.connect(app, audit)
  app.addHook('onClose', () => audit.close())
  await app.ready()
  const files = auditFiles(stateDir, service, '', slot)
  return {
    stateDir,
    files,
    lines: () => linesOf(files.log),
    write: (entries: readonly AuditEntry[]) => entries.forEach((entry) => audit.write(entry)),
    /** What was logged as an error: the first argument of each. */
    errors: () => errors.mock.calls.map(([about]) => about as { err?: unknown }),
    /** As a service ends: its last record vouched for, and sent. */
    close: () => app.close(),
  }
}
