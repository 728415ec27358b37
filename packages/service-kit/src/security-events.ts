import { setTimeout } from 'node:timers/promises'
import {
  createSecurityEventReceiver,
  pollSecurityEvents,
  type AuditLog,
  type KeySource,
  type Revocations,
  type SecurityEventPoll,
} from '@chain-of-trust/auth-core'
import { securityEvents } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance } from 'fastify'
import { receivesSecurityEvents, type ServiceConfig } from './config.ts'
import { openRevocations } from './revocations.ts'
import type { SharedState } from './valkey/shared-state.ts'

/** How a service hears of revocations. */
export interface SecurityEvents {
  /** For the gate, and for every cache of tokens. */
  revocations: Revocations
  /** Gives the service its route for pushes. Polling starts when the service does, and ends with it. */
  connect(app: FastifyInstance): Promise<void>
}

export interface SecurityEventsOptions {
  keys: KeySource
  audit: AuditLog
  /** Where replicas share their list; absent: a file under STATE_DIR. */
  shared?: SharedState | undefined
  /** A fetch with a token of the service's own for this resource (App ID URI). */
  fetchFor: (resource: string) => (input: string, init: RequestInit) => Promise<Response>
  /** Milliseconds between two polls. */
  interval?: number
  /**
   * Milliseconds that a start waits for the first answer, so that "healthy" means "lets people in" where everything
   * is started together. Longer, and an authorization server that is down would keep the service from saying so.
   */
  patience?: number
  /** Milliseconds of failing before the operator hears of it, once: where everything starts at the same time, some is normal. */
  quiet?: number
}

const NOT_FETCHED = 'security events cannot be fetched, trying again'
const NEVER_FETCHED = `${NOT_FETCHED}; nobody is let in before`

/**
 * Receiver, store and poll of one service.
 * @returns undefined where the issuer sends no events (`SECURITY_EVENTS`): then a token ends when it ends
 * @throws ConfigError when revocations cannot be stored
 */
export function openSecurityEvents(
  service: string,
  config: Pick<ServiceConfig, 'ISSUER' | 'TENANT_ID' | 'AUDIENCE' | 'STATE_DIR' | 'SECURITY_EVENTS'>,
  { keys, audit, shared, fetchFor, interval, patience = 5000, quiet = 10_000 }: SecurityEventsOptions,
): SecurityEvents | undefined {
  if (!receivesSecurityEvents(config)) return undefined
  const { origin } = new URL(config.ISSUER)
  const endpoint = `${origin}/${config.TENANT_ID}/ssf/poll`
  const fetch = fetchFor(`${origin}/ssf`)
  const revocations = shared?.openRevocations() ?? openRevocations(service, config)
  const accepts = { issuer: config.ISSUER, tenant: config.TENANT_ID, audience: config.AUDIENCE }
  const receiver = createSecurityEventReceiver({ accepts, keys, revocations, audit })

  return {
    revocations,
    async connect(app) {
      await app.register(securityEvents, { receiver })
      let poll: SecurityEventPoll | undefined
      let failingSince = 0
      let told = false
      app.addHook('onReady', async () => {
        const first = Promise.withResolvers<void>()
        poll = pollSecurityEvents({
          receiver,
          post: (init) => fetch(endpoint, init),
          async onCaughtUp() {
            await revocations.caughtUp()
            first.resolve()
          },
          onFailed(err, failures) {
            if (failures === 1) [failingSince, told] = [performance.now(), false]
            const tell = !told && performance.now() - failingSince >= quiet
            told ||= tell
            app.log[tell ? 'warn' : 'debug']({ err }, revocations.known() ? NOT_FETCHED : NEVER_FETCHED)
          },
          ...(interval === undefined ? {} : { interval }),
        })
        await Promise.race([first.promise, setTimeout(patience, undefined, { ref: false })])
      })
      // Before the audit log is closed: what is stored is recorded.
      app.addHook('preClose', async () => poll?.stop())
      app.addHook('onClose', () => revocations.close())
    },
  }
}
