import { ALICE, BOB, createTestIssuer, type TestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { entraV2 } from './entra-v2.ts'
import type { KeySource } from './key-source.ts'
import { memoryRevocations } from './revocation.ts'
import { Secret } from './secret.ts'
import { createVerifier, type VerifierOptions } from './verified-token-cache.ts'

const idp = await createTestIssuer()
const NOW = Math.floor(Date.now() / 1000)
const profile = (audience = 'us') =>
  entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience, clients: 'any' })
const credential = async (request: Partial<TokenRequest> = {}, issuer: TestIssuer = idp) =>
  new Secret(await issuer.token({ audience: 'us', scp: 'Read', ...request }))

/** A verifier that counts the signatures it checks: each needs a key. */
function verifier(options: Partial<VerifierOptions> = {}) {
  const state = { time: NOW + 30, epoch: 0, signatures: 0, jwks: idp }
  const find: KeySource = (header, token) => {
    state.signatures += 1
    return state.jwks.keys(header, token)
  }
  const keys = Object.assign(find, { epoch: () => state.epoch })
  return { state, verify: createVerifier({ accepts: profile(), keys, now: () => state.time, ...options }) }
}

test('the second time no signature is checked, and the answer is the same', async () => {
  const { state, verify } = verifier()
  const token = await credential()
  const first = await verify(token)
  expect(await verify(new Secret(token.reveal()))).toEqual(first)
  expect(state.signatures).toBe(1)
})

test('the digest is that of the whole token, as a proof names it', async () => {
  const token = await credential()
  expect((await verifier().verify(token)).digest).toBe(hash('sha256', token.reveal(), 'base64url'))
})

test('a token that differs from a known one anywhere is another token', async () => {
  const { verify } = verifier()
  const known = (await credential()).reveal()
  await verify(new Secret(known))
  const [header, payload, signature] = known.split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  const widened = Buffer.from(JSON.stringify({ ...claims, scp: 'Read Delete' })).toString('base64url')
  const reencoded = Buffer.from(
    JSON.stringify({ alg: 'RS256', kid: 'test-key', typ: 'JWT' }, null, 1),
  ).toString('base64url')
  for (const forged of [
    `${header}.${widened}.${signature}`,
    `${reencoded}.${payload}.${signature}`,
    `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
  ])
    await expect(verify(new Secret(forged))).rejects.toMatchObject({ reason: 'signature_invalid' })
})

test('the end is checked each time', { tags: ['AUD-3'] }, async () => {
  const { state, verify } = verifier()
  const token = await credential({ expiresIn: 60 })
  await verify(token)
  state.time += 120
  await expect(verify(token)).rejects.toMatchObject({ reason: 'token_expired' })
})

test('a clock that was set back makes a token early again', async () => {
  const { state, verify } = verifier()
  const token = await credential()
  await verify(token)
  state.time -= 3600
  await expect(verify(token)).rejects.toMatchObject({ reason: 'token_not_yet_valid' })
})

test.each([['told'], ['never told']])(
  'a revocation counts from the next request on, in a cache that was %s',
  { tags: ['CAE-1'] },
  async (how) => {
    const list = memoryRevocations()
    const { verify } = verifier({
      revocations: how === 'told' ? list : { ...list, onFlush: () => undefined },
    })
    const [alice, bob] = [await credential({ oid: ALICE }), await credential({ oid: BOB })]
    await verify(alice)
    list.revoke({ tid: idp.tenant, oid: ALICE }, NOW + 3600)
    await expect(verify(alice)).rejects.toMatchObject({ reason: 'token_revoked' })
    await expect(verify(alice)).rejects.toMatchObject({ reason: 'token_revoked' })
    await expect(verify(bob)).resolves.toBeDefined()
  },
)

test(
  'nobody is let in before it is known who is revoked, whatever is remembered',
  { tags: ['ZTA-2'] },
  async () => {
    let known = true
    const { verify } = verifier({ revocations: memoryRevocations({ known: () => known }) })
    const token = await credential()
    await verify(token)
    known = false
    await expect(verify(token)).rejects.toMatchObject({ reason: 'revocations_unknown', status: 503 })
    known = true
    await expect(verify(token)).resolves.toBeDefined()
  },
)

test('a revocation that comes while the signature is being checked counts', async () => {
  const revocations = memoryRevocations()
  const { verify } = verifier({ revocations })
  const token = await credential()
  const verifying = verify(token)
  revocations.revoke({ tid: idp.tenant, oid: ALICE }, NOW + 3600)
  await expect(verifying).rejects.toMatchObject({ reason: 'token_revoked' })
})

test("a flush drops a tenant's tokens, and they are verified again", async () => {
  const revocations = memoryRevocations()
  const { state, verify } = verifier({ revocations })
  const [alice, bob] = [await credential({ oid: ALICE }), await credential({ oid: BOB })]
  await verify(alice)
  await verify(bob)
  revocations.flush({ tid: 'another tenant' })
  await verify(alice)
  expect(state.signatures).toBe(2)
  revocations.flush({ tid: idp.tenant })
  await verify(alice)
  await verify(bob)
  expect(state.signatures).toBe(4)
})

test('what was dropped for want of room is no longer looked for', async () => {
  const revocations = memoryRevocations()
  const { state, verify } = verifier({ revocations, max: 1 })
  const [first, second] = [await credential(), await credential()]
  await verify(first)
  await verify(second)
  revocations.flush({ tid: idp.tenant, oid: ALICE })
  await verify(second)
  await verify(second)
  expect(state.signatures).toBe(3)
})

test("a revocation drops that person's tokens and nobody else's", async () => {
  const revocations = memoryRevocations()
  const { state, verify } = verifier({ revocations })
  const [alice, bob] = [await credential({ oid: ALICE }), await credential({ oid: BOB })]
  await verify(alice)
  await verify(bob)
  // An instant before both: they stay good, but what is known of Alice is thrown away.
  revocations.revoke({ tid: idp.tenant, oid: ALICE }, NOW - 3600)
  await verify(alice)
  await verify(bob)
  expect(state.signatures).toBe(3)
})

test('when a key leaves the issuer, so does what it has signed', async () => {
  const { state, verify } = verifier()
  const token = await credential()
  await verify(token)
  state.jwks = await createTestIssuer({ kid: 'next' })
  state.epoch += 1
  await expect(verify(token)).rejects.toMatchObject({ reason: 'key_unknown' })
})

test('a key that leaves while the signature is being checked is noticed too', async () => {
  const { state, verify } = verifier()
  const token = await credential()
  const verifying = verify(token)
  state.epoch += 1
  await verifying
  await verify(token)
  expect(state.signatures).toBe(2)
})

test('a failure is never remembered', async () => {
  const { state, verify } = verifier()
  const other = await createTestIssuer()
  const token = await credential({}, other)
  await expect(verify(token)).rejects.toMatchObject({ reason: 'signature_invalid' })
  state.jwks = other
  await expect(verify(token)).resolves.toBeDefined()
})

test('what one audience has accepted is nothing to another', async () => {
  const token = await credential()
  await verifier().verify(token)
  await expect(verifier({ accepts: profile('them') }).verify(token)).rejects.toMatchObject({
    reason: 'audience_mismatch',
  })
})

test('it is bounded: the least recently used token is verified again', async () => {
  const { state, verify } = verifier({ max: 2 })
  const tokens = [await credential(), await credential(), await credential()]
  for (const token of tokens) await verify(token)
  await verify(tokens[2]!)
  expect(state.signatures).toBe(3)
  await verify(tokens[0]!)
  expect(state.signatures).toBe(4)
})

test('nobody can change what is remembered, and the raw token is not in it', async () => {
  const { verify } = verifier()
  const raw = await credential()
  const { token } = await verify(raw)
  expect(() => (token.scopes as string[]).push('Delete')).toThrow(TypeError)
  expect(() => Object.assign(token.claims, { scp: 'Delete' })).toThrow(TypeError)
  expect(Object.isFrozen(token)).toBe(true)
  expect(JSON.stringify(token)).not.toContain(raw.reveal().split('.')[2])
})
