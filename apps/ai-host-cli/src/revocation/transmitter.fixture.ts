import { memoryProofs, Secret, verifyDpopProof } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { ALICE, createTestIssuer, type TestIssuer } from '@chain-of-trust/testkit'
import { localRegistration } from '@chain-of-trust/service-kit/registrations'
import { SignInError } from '../identity/sign-in-error.ts'
import type { TokenRequest, TokenSource } from '../identity/token-source.ts'

export const CLI = localRegistration('ai-host-cli').appId
export const idp = await createTestIssuer()
export const config = {
  ISSUER: idp.issuer,
  TENANT_ID: idp.tenant,
  CLIENT_ID: CLI,
  JWKS_URI: `${new URL(idp.issuer).origin}/keys`,
  SENDER_CONSTRAINT: 'dpop',
  SECURITY_EVENTS: 'on',
} as const

/** A sign-in on this machine whose tokens are issued one second after another. */
export async function signedInAs(oid = ALICE) {
  const key = await createDpopKey()
  const requests: TokenRequest[] = []
  const state = { oid: oid as string | undefined, issuedAt: 1000, revoked: false, requests }
  const source: TokenSource = {
    key,
    account: () =>
      Promise.resolve(
        state.oid === undefined ? undefined : { tid: idp.tenant, oid: state.oid, username: 'a', name: 'A' },
      ),
    async token(request) {
      requests.push(request)
      const { newerThan = 0 } = request
      if (state.revoked && state.issuedAt < newerThan) throw new SignInError('not_signed_in')
      state.issuedAt = Math.max(state.issuedAt, newerThan)
      const token = new Secret(
        await idp.token({ audience: 'events', azp: CLI, oid: state.oid!, jkt: key.jkt }),
      )
      return { token, scopes: ['SecurityEvents.Read.Own'], issuedAt: state.issuedAt, expiresAt: 1e10 }
    },
  }
  return { source, state }
}

/** Answers what `next` says, once it says something; holds the poll until then. Checks each proof. */
export function transmitter() {
  const bodies: { returnImmediately: boolean; oldestToken?: number }[] = []
  const waiting: ((answer: () => Promise<Response>) => void)[] = []
  const queued: (() => Promise<Response>)[] = []
  const proofs = memoryProofs({ nonces: false })
  const schemes: string[] = []
  return {
    bodies,
    schemes,
    /** The next poll gets it. */
    answer: (make: () => Response | Promise<Response>): void => {
      const answer = async () => make()
      const poll = waiting.shift()
      if (poll === undefined) queued.push(answer)
      else poll(answer)
    },
    fetch: async (input: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers(init.headers)
      const [scheme = '', token = ''] = (headers.get('authorization') ?? '').split(' ')
      schemes.push(scheme)
      if (scheme === 'DPoP') {
        const proof = headers.get('dpop') ?? undefined
        await verifyDpopProof({ proof, method: 'POST', url: input, accessToken: new Secret(token), proofs })
      }
      bodies.push(JSON.parse(init.body as string) as (typeof bodies)[number])
      const { promise, resolve, reject } = Promise.withResolvers<() => Promise<Response>>()
      const queuedAnswer = queued.shift()
      if (queuedAnswer === undefined) waiting.push(resolve)
      else resolve(queuedAnswer)
      init.signal?.throwIfAborted()
      init.signal?.addEventListener('abort', () => reject(init.signal!.reason), { once: true })
      return (await promise)()
    },
  }
}

/** The answer to a poll. */
export async function events(...requests: Parameters<TestIssuer['securityEvent']>[0][]): Promise<Response> {
  const sets = await Promise.all(requests.map((request) => idp.securityEvent(request)))
  return Response.json({ sets: Object.fromEntries(sets.map((set, index) => [String(index), set])) })
}
