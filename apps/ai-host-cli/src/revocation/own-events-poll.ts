import { remoteKeys, Secret, verifySecurityEvent, type KeySource } from '@chain-of-trust/auth-core'
import { dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import * as z from 'zod'
import type { Config } from '../config.ts'
import type { Account, HeldToken, TokenSource } from '../identity/token-source.ts'

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

export interface Revocation {
  /** Epoch seconds: a token issued before is worth nothing, one issued at this second or later is good. */
  readonly at: number
  /** Last part of the event's URI, such as `session-revoked`. */
  readonly event: string
}

export interface OwnEventsPollOptions {
  config: Pick<Config, 'ISSUER' | 'TENANT_ID' | 'CLIENT_ID' | 'JWKS_URI' | 'SENDER_CONSTRAINT'>
  source: Pick<TokenSource, 'key'>
  fetch?: Fetch
  keys?: KeySource
}

/** Milliseconds: longer than the transmitter lets a poll wait. */
const TIMEOUT = 45_000
/** Characters: a hundred events are not half of it. */
const LONGEST_ANSWER = 512 * 1024

const PollAnswer = z.object({ sets: z.record(z.string(), z.string()).default({}) })

/** One long poll. @returns the latest revocation that makes the token stale; undefined: there is none so far */
export type OwnEventsPoll = (
  held: HeldToken,
  account: Account,
  asked: {
    /** Epoch seconds: `iat` of the oldest token that is still in use, where that is not `held`. */
    oldestToken?: number | undefined
    signal: AbortSignal
  },
) => Promise<Revocation | undefined>

/**
 * Polls for the events about the person whose token it presents (RFC 8936, with `returnImmediately` off). Only a signed
 * event of the issuer, for this application, about this person counts: what stands between is not believed.
 */
export function createOwnEventsPoll(options: OwnEventsPollOptions): OwnEventsPoll {
  const { config, source, fetch = globalThis.fetch } = options
  const { ISSUER, TENANT_ID, CLIENT_ID, JWKS_URI, SENDER_CONSTRAINT } = config
  const keys = options.keys ?? remoteKeys(JWKS_URI, { fetch })
  const endpoint = `${new URL(ISSUER).origin}/${TENANT_ID}/ssf/poll`
  const accepts = { issuer: ISSUER, tenant: TENANT_ID, audience: CLIENT_ID }
  const bound = dpopFetch(source.key, { fetch })

  return async ({ token }, { oid }, { oldestToken, signal }) => {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ returnImmediately: false, oldestToken }),
      // Who redirects a token has not been asked.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    } as const
    const response =
      SENDER_CONSTRAINT === 'dpop'
        ? await bound(endpoint, { ...request, accessToken: token })
        : await fetch(endpoint, {
            ...request,
            headers: { ...request.headers, authorization: `Bearer ${token.reveal()}` },
          })
    if (!response.ok) {
      await response.body?.cancel()
      throw new Error(`the transmitter of security events answered ${response.status}`)
    }
    const body = await response.text()
    if (body.length > LONGEST_ANSWER) throw new Error('the transmitter of security events answers too much')
    const revocations: Revocation[] = []
    for (const set of Object.values(PollAnswer.parse(JSON.parse(body)).sets)) {
      const { effect, type } = await verifySecurityEvent(new Secret(set), accepts, keys)
      if (effect.do !== 'revoke' || effect.subject.oid !== oid) continue
      // Up to the whole second, as in every other receiver: `iat` has no fractions.
      revocations.push({ at: Math.ceil(effect.before), event: type.slice(type.lastIndexOf('/') + 1) })
    }
    return revocations.sort((one, other) => other.at - one.at)[0]
  }
}
