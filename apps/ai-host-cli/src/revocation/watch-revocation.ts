import { setTimeout } from 'node:timers/promises'
import type { KeySource } from '@chain-of-trust/auth-core'
import { receivesSecurityEvents } from '@chain-of-trust/service-kit/config'
import { scopesOf, type Config } from '../config.ts'
import { SignInError } from '../identity/sign-in-error.ts'
import type { TokenSource } from '../identity/token-source.ts'
import { createOwnEventsPoll, type Fetch, type Revocation } from './own-events-poll.ts'

export interface RevocationWatchOptions {
  config: Pick<
    Config,
    'ISSUER' | 'TENANT_ID' | 'CLIENT_ID' | 'JWKS_URI' | 'SENDER_CONSTRAINT' | 'SECURITY_EVENTS'
  >
  source: TokenSource
  /** Called once for each instant, later ones only: tokens issued before `at` are worth nothing. */
  onRevoked: (revocation: Revocation) => void
  /**
   * Epoch seconds: `iat` of the token that the session works with. The token for this poll may be younger, and would
   * not know of a revocation in between.
   */
  issuedAt?: () => number | undefined
  /** Told of each failure, and how many there were in a row; the next try comes by itself. */
  onFailed?: (error: unknown, failures: number) => void
  fetch?: Fetch
  /** Default: those at `JWKS_URI`. */
  keys?: KeySource
  /** Milliseconds after the first failure; doubled from one to the next, up to `longest`. */
  backoff?: number
  longest?: number
  /** Milliseconds that a round takes at least: a transmitter that does not wait is not asked in a circle. */
  pace?: number
}

export interface RevocationWatch {
  /** Somebody may have signed in again: look now instead of later. */
  wake(): void
  /** Resolves when it has stopped, the request under way included. */
  stop(): Promise<void>
}

const NOTHING_TO_WATCH: RevocationWatch = { wake: () => undefined, stop: () => Promise.resolve() }

/**
 * Asks the transmitter, for as long as a session runs, whether the person's sign-in has been revoked. It never asks the
 * person for anything: without a token it waits until there is one. It speeds things up and is no guard: whoever keeps
 * it from asking gains the time until the credential must be renewed anyway.
 *
 * With SECURITY_EVENTS=off, as under every issuer that sends none, it does nothing.
 */
export function watchRevocation(options: RevocationWatchOptions): RevocationWatch {
  const { config, source, onRevoked, onFailed, backoff = 1000, longest = 60_000, pace = 1000 } = options
  if (!receivesSecurityEvents(config)) return NOTHING_TO_WATCH
  const scopes = scopesOf('security-events', 'SecurityEvents.Read.Own')
  const poll = createOwnEventsPoll(options)
  const stopped = new AbortController()
  let awake = new AbortController()
  /** Tokens from before are stale: of the person whose they are, for there may be another one next time. */
  let revoked = { oid: '', at: 0 }
  const running = run()

  return {
    wake: () => awake.abort(),
    async stop() {
      stopped.abort()
      await running
    },
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stopped.signal.aborted) {
      try {
        const began = performance.now()
        const news = await once()
        failures = 0
        if (!news) await pause(pace - (performance.now() - began))
      } catch (error) {
        if (stopped.signal.aborted) return
        failures += 1
        // Signed out, or revoked: what is to be heard has been heard, and nobody is to be alarmed again.
        if (!(error instanceof SignInError && error.actor === 'user')) onFailed?.(error, failures)
        await pause(Math.min(backoff * 2 ** (failures - 1), longest))
      }
    }
  }

  /** @returns whether there was anything new */
  async function once(): Promise<boolean> {
    const account = await source.account()
    if (account === undefined) throw new SignInError('not_signed_in')
    const newerThan = account.oid === revoked.oid ? revoked.at : 0
    const held = await source.token({ scopes, newerThan, interactive: false, signal: stopped.signal })
    const issuedAt = options.issuedAt?.()
    const oldestToken = issuedAt === undefined ? undefined : Math.max(issuedAt, newerThan)
    const found = await poll(held, account, { oldestToken, signal: stopped.signal })
    if (found === undefined || found.at <= newerThan) return false
    revoked = { oid: account.oid, at: found.at }
    onRevoked(found)
    return true
  }

  /** Ends early when it is woken, and at a stop. */
  async function pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return
    const signal = AbortSignal.any([stopped.signal, awake.signal])
    await setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
    if (awake.signal.aborted) awake = new AbortController()
  }
}
