import { Secret } from '@chain-of-trust/auth-core'
import { describe, expect, test } from 'vitest'
import { SignInError } from '../identity/sign-in-error.ts'
import type { HeldToken, TokenRequest } from '../identity/token-source.ts'
import { createCredentials } from './credentials.ts'

const held = (name: string, issuedAt: number): HeldToken => ({
  token: new Secret(name),
  scopes: [],
  issuedAt,
  expiresAt: issuedAt + 3600,
})

function start() {
  const requests: TokenRequest[] = []
  const answers: (HeldToken | SignInError)[] = []
  let time = 1000
  const tokens = {
    token: (request: TokenRequest) => {
      requests.push(request)
      const answer = answers.shift()!
      return answer instanceof SignInError ? Promise.reject(answer) : Promise.resolve(answer)
    },
  }
  const { next: credential, issuedAt } = createCredentials(tokens, {
    scopes: ['r/S'],
    first: held('first', 900),
    now: () => time,
  })
  return { requests, answers, credential, issuedAt, pass: (seconds: number) => (time += seconds) }
}

const reveal = async (credential: Promise<HeldToken>) => (await credential).token.reveal()

test('the token of the sign-in is the first credential, and each renewal brings another', async () => {
  const { requests, answers, credential, issuedAt } = start()
  answers.push(held('second', 1000))
  expect(await reveal(credential({}))).toBe('first')
  expect({ requests, issuedAt: issuedAt() }).toEqual({ requests: [], issuedAt: 900 })
  expect(await reveal(credential({ newerThan: 950 }))).toBe('second')
  expect(requests).toEqual([{ scopes: ['r/S'], newerThan: 950, interactive: false }])
  expect(issuedAt()).toBe(1000)
})

test('a first token that is too old is not offered', async () => {
  const { answers, credential } = start()
  answers.push(held('second', 1000))
  expect(await reveal(credential({ newerThan: 901 }))).toBe('second')
})

test('a token from before the revocation is not shown to the server, which would end the session over it', async () => {
  const { answers, credential } = start()
  await credential({})
  answers.push(held('clock behind', 999), held('good', 1000))
  await expect(credential({ newerThan: 1000 })).rejects.toThrow('older than the last one')
  expect(await reveal(credential({ newerThan: 1000 }))).toBe('good')
})

describe('when there is none', () => {
  test('a person who has to sign in is asked for with each message: the sign-in heals the next one', async () => {
    const { requests, answers, credential } = start()
    await credential({})
    answers.push(new SignInError('revoked'), new SignInError('revoked'), held('after the sign-in', 1000))
    await expect(credential({})).rejects.toThrow(SignInError)
    await expect(credential({})).rejects.toThrow(SignInError)
    expect(await reveal(credential({}))).toBe('after the sign-in')
    expect(requests).toHaveLength(3)
  })

  test('an outage is believed for five seconds: no message waits for the next time-out', async () => {
    const { requests, answers, credential, pass } = start()
    await credential({})
    answers.push(new SignInError('outage'), held('back again', 1000))
    await expect(credential({})).rejects.toThrow(SignInError)
    pass(4.9)
    await expect(credential({})).rejects.toThrow(SignInError)
    expect(requests).toHaveLength(1)
    pass(0.2)
    expect(await reveal(credential({}))).toBe('back again')
  })
})
