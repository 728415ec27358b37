import { Secret } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { SignInError } from '../identity/sign-in-error.ts'
import type { HeldToken, TokenRequest } from '../identity/token-source.ts'
import { firstToken } from './first-token.ts'

const HELD: HeldToken = { token: new Secret('t'), scopes: [], issuedAt: 900, expiresAt: 4500 }

function start(...answers: (HeldToken | SignInError)[]) {
  const requests: TokenRequest[] = []
  const tokens = {
    token: (request: TokenRequest) => {
      requests.push(request)
      const answer = answers.shift()!
      return answer instanceof SignInError ? Promise.reject(answer) : Promise.resolve(answer)
    },
  }
  const { signal } = new AbortController()
  const get = (oneShot: boolean) =>
    firstToken(tokens, { scopes: ['r/S'], interactive: true, oneShot, signal, now: () => 1000.5 })
  return { requests, get }
}

test('a session takes what the cache has', async () => {
  const { requests, get } = start(HELD)
  expect(await get(false)).toBe(HELD)
  expect(requests[0]?.newerThan).toBeUndefined()
})

test('one call has the authorization server asked: a revocation of a minute ago is seen', async () => {
  const { requests, get } = start(new SignInError('revoked'))
  await expect(get(true)).rejects.toThrow(SignInError)
  expect(requests).toMatchObject([{ newerThan: 1000, interactive: true }])
})

test('in an outage it makes do with the cache, and asks nobody', async () => {
  const { requests, get } = start(new SignInError('outage'), HELD)
  expect(await get(true)).toBe(HELD)
  expect(requests[1]).toMatchObject({ interactive: false })
  expect(requests[1]?.newerThan).toBeUndefined()
})
