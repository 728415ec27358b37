import {
  Refusal,
  TokenEndpointError,
  type AuditLog,
  type ExchangedToken,
  type Revocations,
} from '@chain-of-trust/auth-core'
import {
  exchangeForTokenB,
  type LongRunning,
  type LongRunningToken,
  type Owner,
  type TokenSeal,
} from '@chain-of-trust/token-flow'
import type { FastifyBaseLogger } from 'fastify'
import { untilAnswered } from '../../state/until-answered.ts'
import type { Caller, Principal } from '../../tools/tool-call.ts'
import type { StoredJob } from '../job.ts'
import type { GrantStore, StoredGrant } from './grant-store.ts'

/** The power of each job: a refresh token that only this service can redeem, and only while the person lets it. */
export interface Grants {
  /**
   * While the person is there: makes the job's grant from their Token A, in the place of the one it had.
   * @param scopes full names, one list per MCP server
   * @throws Refusal what the person has to do first; the job keeps what it had
   */
  renew(job: StoredJob, caller: Caller, scopes: readonly (readonly string[])[]): Promise<void>
  /**
   * Nobody is there: Token B for one MCP server, during one run. What was obtained is used again within the run,
   * so that conditional access is asked at each run, and once.
   */
  forRun(job: StoredJob): Principal['tokenB']
  destroy(jobId: string): Promise<void>
}

export interface GrantsOptions {
  store: GrantStore
  seal: TokenSeal
  longRunning: LongRunning
  audit: AuditLog
  /** Absent where the issuer tells nobody: it refuses the revoked grant itself. */
  revocations: Revocations | undefined
  /** Our own application id: nobody else's software takes part when nobody is there. */
  clientId: string
  log: Pick<FastifyBaseLogger, 'error'>
}

/** Milliseconds. */
const PATIENCE = 60_000

interface Run {
  job: StoredJob
  /** By scopes. */
  obtained: Map<string, ExchangedToken>
}

export function createGrants(options: GrantsOptions): Grants {
  const { store, seal, longRunning, audit, revocations, clientId, log } = options
  const inTurn = oneAtATime()

  // What cannot be removed is refused at each use all the same: no reason to end the process.
  revocations?.onFlush((whose) => {
    destroyRevoked(whose).catch((err: unknown) => log.error({ err }, 'revoked grants not removed'))
  })
  /** The authorization server refuses them too; we do not keep what is worth nothing. */
  async function destroyRevoked(whose: { tid: string; oid?: string | undefined }): Promise<void> {
    const before =
      whose.oid === undefined ? undefined : revocations?.revokedBefore({ tid: whose.tid, oid: whose.oid })
    if (before === undefined) return
    for (const jobId of await store.issuedBefore(whose, before)) await store.remove(jobId)
  }

  /** A failure to write is for the caller's turn only: whoever was faster has a newer one. */
  const keep = (
    job: StoredJob,
    over: number | undefined,
    from: Omit<StoredGrant, 'generation' | 'sealed'>,
    token: LongRunningToken,
  ) => {
    const generation = (over ?? 0) + 1
    const { uti, acrs, issuedAt } = from
    const sealed = seal.seal(token.refreshToken, ownerOf(job, generation))
    return store.put(job, { generation, sealed, uti, acrs, issuedAt }, over)
  }

  const redeem = async (run: Run, scopes: readonly string[], tool?: string): Promise<ExchangedToken> => {
    const { job, obtained } = run
    const held = await store.find(job.id)
    // Also for a token that the run has already: a cancelled job goes no further.
    if (held === undefined) throw new Refusal('sign_in_required', { detail: 'the job has no grant' })
    enforceValid(job, held)
    const refreshToken = seal.open(held.sealed, ownerOf(job, held.generation))
    if (refreshToken === undefined)
      throw new Refusal('sign_in_required', { detail: 'the grant does not open' })

    const key = scopes.toSorted().join(' ')
    const obtain = async (): Promise<ExchangedToken> => {
      const known = obtained.get(key)
      if (known !== undefined) return { ...known, cached: true }
      const next = await longRunning.continue(refreshToken, scopes)
      // The one before is used up: not written down, this one would be lost, and the person asked for nothing.
      await untilAnswered(() => keep(job, held.generation, held, next), AbortSignal.timeout(PATIENCE))
      obtained.set(key, next)
      return next
    }
    const token = { ...job.subject, clientId, uti: held.uti, acrs: held.acrs }
    try {
      return await exchangeForTokenB(obtain, audit, {
        held: { token, credential: refreshToken },
        scopes,
        ...(tool === undefined ? {} : { tool }),
        notes: { unattended: true, job: job.id },
      })
    } catch (failure) {
      if (!endsTheGrant(failure)) throw failure
      // The person may have renewed it in the meantime: only what was refused goes.
      await store.remove(job.id, held.generation)
      if ((await store.find(job.id)) === undefined) throw failure
      return redeem(run, scopes, tool)
    }
  }

  const enforceValid = ({ subject }: StoredJob, { issuedAt }: StoredGrant) => {
    if (revocations?.known() === false) throw new Refusal('revocations_unknown', { retryAfter: 5 })
    const before = revocations?.revokedBefore(subject)
    if (before !== undefined && issuedAt < before) {
      throw new Refusal('sign_in_required', { detail: `the grant is from before ${before}` })
    }
  }

  return {
    renew: (job, caller, scopes) =>
      inTurn(job.id, async () => {
        const [first, ...others] = scopes
        if (first === undefined) return
        const { token: held, credential, where } = caller
        const notes = { job: job.id }
        const begin: LongRunning['start'] = (assertion, asked, claims) =>
          longRunning.start(assertion, asked, claims)
        let token = await exchangeForTokenB(begin, audit, {
          held: { token: held, credential },
          scopes: first,
          where,
          notes,
        })
        // A consent that another server lacks is asked for now, not in the night.
        for (const asked of others) {
          token = await exchangeForTokenB((secret, list) => longRunning.continue(secret, list), audit, {
            held: { token: held, credential: token.refreshToken },
            scopes: asked,
            where,
            notes,
          })
        }
        // What the person has just proven must not lose to a rotation of what they had proven before.
        for (let written = false; !written;) {
          written = await keep(job, (await store.find(job.id))?.generation, held, token)
        }
      }),
    forRun(job) {
      const run: Run = { job, obtained: new Map() }
      return (scopes, tool) => inTurn(job.id, () => redeem(run, scopes, tool))
    },
    destroy: (jobId) => store.remove(jobId),
  }
}

function ownerOf({ id, subject }: StoredJob, generation: number): Owner {
  return [subject.tid, subject.oid, id, generation]
}

/**
 * The authorization server will not take it again. A claims challenge does not end it, nor does a missing consent:
 * those are refused with `invalid_grant` as well.
 */
function endsTheGrant(failure: unknown): boolean {
  return (
    failure instanceof Refusal &&
    failure.cause instanceof TokenEndpointError &&
    failure.cause.remedy === 'sign_in_again'
  )
}

/** Each refresh token is redeemed once: a second time would look like theft, and end them all (RFC 9700 §4.14.2). */
function oneAtATime(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work, work)
    const settled = turn.catch(() => undefined).finally(() => turns.get(key) === settled && turns.delete(key))
    turns.set(key, settled)
    return turn
  }
}
