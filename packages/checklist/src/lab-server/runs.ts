import { randomUUID } from 'node:crypto'
import { currentTrace, presented, type AccessToken, type AuditLog } from '@chain-of-trust/auth-core'
import type { FastifyBaseLogger } from 'fastify'
import type { Ran, Runner } from './runner.ts'
import type { RunLine } from './wire.ts'

export interface Run {
  lines: AsyncGenerator<RunLine, void>
  /** Nobody reads any more, and perhaps nobody has begun to. */
  abandon: () => void
}

export interface Runs {
  /** Somebody's run is under way. */
  busy: () => boolean
  /**
   * Runs these one after the other. Whoever stops reading ends the run after what is under way: an attack that is broken
   * off in the middle would leave a session or a link behind.
   * @throws Error when one is under way
   */
  start(ids: readonly string[], caller: AccessToken, log: FastifyBaseLogger): Run
}

/** One run at a time: two would end each other's sessions, and each would take the other's refusals for its own. */
export function createRuns(runner: Runner, audit: AuditLog, senderConstraint: 'dpop' | 'none'): Runs {
  let busy = false
  return {
    busy: () => busy,
    start(ids, caller, log) {
      if (busy) throw new Error('a run is under way')
      busy = true
      const trace = currentTrace()?.traceId
      const record = (ran: Ran) => {
        const { id } = ran.result
        const asExpected = isAsExpected(ran)
        audit.write({
          event: 'attack_run',
          outcome: asExpected ? 'success' : 'failure',
          ...(asExpected ? {} : { reason: 'attack_not_refused' }),
          ...presented(caller, { senderConstraint }),
          diagnostics: { attack: id },
          ...(trace === undefined ? {} : { trace_id: trace }),
        })
      }
      let began = false
      const run = lines(ids, record, log)
      return {
        lines: (async function* () {
          began = true
          yield* run
        })(),
        // A generator that was never asked for anything never comes to its `finally`.
        abandon: () => {
          if (!began) busy = false
        },
      }
    },
  }

  async function* lines(
    ids: readonly string[],
    record: (ran: Ran) => void,
    log: FastifyBaseLogger,
  ): AsyncGenerator<RunLine, void> {
    let done = 0
    let asExpected = 0
    try {
      yield { type: 'started', run: randomUUID(), total: ids.length }
      for (const id of ids) {
        yield { type: 'running', id }
        const ran = await runner.run(id)
        record(ran)
        done += 1
        if (isAsExpected(ran)) asExpected += 1
        yield ran
      }
      yield { type: 'ended', done, asExpected }
    } catch (error) {
      log.error({ err: error }, 'the run broke off')
      yield { type: 'failed', message: 'The lab could not go on; its log says why (attack-lab).' }
    } finally {
      busy = false
      runner.rest()
    }
  }
}

function isAsExpected(ran: Ran): boolean {
  return ran.type === 'attack' ? ran.result.refused : ran.result.exploited && ran.result.refused
}
