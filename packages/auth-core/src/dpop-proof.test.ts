import {
  base64url,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type GenerateKeyPairResult,
  type JWTHeaderParameters,
} from 'jose'
import { expect, test } from 'vitest'
import { createDpopKey, dpopProof } from './dpop-client.ts'
import { readProofKey } from './dpop-key-cache.ts'
import { verifyDpopProof, type DpopProofRequest } from './dpop-proof.ts'
import { memoryProofs } from './proof-memory.ts'
import { Refusal } from './refusal.ts'
import { Secret } from './secret.ts'
import { tokenDigest } from './token-digest.ts'

const URL_ = 'http://localhost:4411/mcp'
const TOKEN = 'access.token.value'
const key = await createDpopKey()
const thief = await createDpopKey()

const request = (
  proof: DpopProofRequest['proof'],
  overlay: Partial<DpopProofRequest> = {},
): DpopProofRequest => ({
  proof,
  method: 'POST',
  url: URL_,
  accessToken: new Secret(TOKEN),
  jkt: key.jkt,
  proofs: memoryProofs({ nonces: false }),
  ...overlay,
})
const reasonOf = (proof: DpopProofRequest['proof'], overlay?: Partial<DpopProofRequest>) =>
  verifyDpopProof(request(proof, overlay)).then(
    () => 'accepted',
    (error: unknown) =>
      error instanceof Refusal ? [error.reason, error.params.detail].filter(Boolean).join(' ') : error,
  )
const target = { method: 'POST', url: URL_, accessToken: TOKEN }

/** A proof with anything wrong that the real client would not write. */
async function forged(
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
  pair?: GenerateKeyPairResult,
): Promise<string> {
  const { privateKey, publicKey } = pair ?? (await generateKeyPair('ES256', { extractable: true }))
  const payload = {
    jti: crypto.randomUUID(),
    htm: 'POST',
    htu: URL_,
    iat: Math.floor(Date.now() / 1000),
    ...claims,
  }
  const jwk = await exportJWK(publicKey)
  const protectedHeader = { alg: 'ES256', typ: 'dpop+jwt', jwk, ...header } as JWTHeaderParameters
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(privateKey)
}

test('a fresh proof for this request, token and key is accepted', async () => {
  expect(await reasonOf(await dpopProof(key, target))).toBe('accepted')
})

test('query and fragment are no part of the URL', async () => {
  expect(await reasonOf(await dpopProof(key, { ...target, url: `${URL_}?a=1#b` }))).toBe('accepted')
})

test('check 1: no proof, or two of them', async () => {
  expect(await reasonOf(undefined)).toBe('dpop_proof_missing')
  const proof = await dpopProof(key, target)
  expect(await reasonOf([proof, proof])).toMatch(/^dpop_proof_invalid/)
  expect(await reasonOf(`${proof}, ${proof}`)).toMatch(/^dpop_proof_invalid/)
})

test('check 2: not a JWT', async () => {
  expect(await reasonOf('nonsense')).toMatch(/^dpop_proof_invalid/)
})

test('check 3: a required claim is missing', { tags: ['POP-2'] }, async () => {
  expect(await reasonOf(await forged({ jti: undefined }))).toBe('dpop_proof_invalid jti')
  expect(await reasonOf(await forged({ iat: undefined }))).toBe('dpop_proof_invalid iat')
  expect(await reasonOf(await forged({ htu: undefined }))).toBe('dpop_proof_invalid htu')
})

test('check 4: another type', { tags: ['POP-2'] }, async () => {
  expect(await reasonOf(await forged({}, { typ: 'JWT' }))).toBe(
    'dpop_proof_invalid signature, type or algorithm',
  )
})

test('check 5: a symmetric key, or none', async () => {
  const header = base64url.encode(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk: key.jwk }))
  expect(await reasonOf(`${header}.${base64url.encode('{}')}.`)).toMatch(/^dpop_proof_invalid/)
})

test('check 6: signed by another key than the one inside', async () => {
  expect(await reasonOf(await forged({}, { jwk: key.jwk }))).toMatch(/^dpop_proof_invalid/)
})

test('check 7: a private key inside, even the one that signed', { tags: ['POP-2'] }, async () => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  expect(await reasonOf(await forged({}, { jwk: await exportJWK(pair.privateKey) }, pair))).toBe(
    'dpop_proof_invalid no public P-256 key in the proof',
  )
})

test('check 8: made for another method', { tags: ['POP-2'] }, async () => {
  expect(await reasonOf(await dpopProof(key, { ...target, method: 'GET' }))).toBe('dpop_proof_invalid htm')
})

test.each([
  'http://localhost:4412/mcp',
  'http://localhost:4411/mcp/other',
  'https://localhost:4411/mcp',
  'not a url',
])('check 9: made for %s', { tags: ['POP-2'] }, async (htu) => {
  expect(await reasonOf(await forged({ htu }))).toBe('dpop_proof_invalid htu')
})

test(
  'check 10: a nonce is asked for, given, and no longer accepted when its time is over',
  { tags: ['POP-2'] },
  async () => {
    let time = Date.now() / 1000
    const proofs = memoryProofs({ now: () => time })
    expect(await reasonOf(await dpopProof(key, target), { proofs })).toBe('dpop_nonce_required')
    const nonce = proofs.nonce()!
    const proof = await dpopProof(key, { ...target, nonce })
    expect(await reasonOf(proof, { proofs })).toBe('accepted')
    time += 600
    expect(await reasonOf(proof, { proofs })).toBe('dpop_nonce_required')
  },
)

test('check 11: too old, or from the future', { tags: ['POP-2'] }, async () => {
  const now = Math.floor(Date.now() / 1000)
  expect(await reasonOf(await forged({ iat: now - 3600 }))).toBe('dpop_proof_invalid iat')
  expect(await reasonOf(await forged({ iat: now + 3600 }))).toBe('dpop_proof_invalid iat')
})

test('check 12: made for another token, or by another key', { tags: ['POP-1', 'POP-2'] }, async () => {
  expect(await reasonOf(await dpopProof(key, { ...target, accessToken: 'another' }))).toBe(
    'dpop_proof_invalid ath',
  )
  expect(await reasonOf(await dpopProof(key, { method: 'POST', url: URL_ }))).toBe('dpop_proof_invalid ath')
  expect(await reasonOf(await dpopProof(thief, target))).toBe('binding_mismatch')
})

test('the same proof passes once, also when both arrive together', { tags: ['POP-2'] }, async () => {
  const proofs = memoryProofs({ nonces: false })
  const proof = await dpopProof(key, target)
  const outcomes = await Promise.all([reasonOf(proof, { proofs }), reasonOf(proof, { proofs })])
  expect(new Set(outcomes)).toEqual(new Set(['accepted', 'dpop_proof_replayed']))
})

test("one client's jti does not burn another's", async () => {
  const proofs = memoryProofs({ nonces: false })
  const jti = 'chosen-by-the-attacker'
  const ath = base64url.encode(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(TOKEN))),
  )
  const one = request(await forged({ jti, ath }), { proofs })
  const two = request(await forged({ jti, ath }), { proofs })
  delete one.jkt
  delete two.jkt
  await verifyDpopProof(one)
  await expect(verifyDpopProof(two)).resolves.toHaveProperty('jkt')
})

test('a full memory refuses rather than forgets, and says that it is no fault of the proof', async () => {
  const proofs = memoryProofs({ max: 1, nonces: false })
  expect(await reasonOf(await dpopProof(key, target), { proofs })).toBe('accepted')
  expect(await reasonOf(await dpopProof(key, target), { proofs })).toBe('replay_memory_unavailable full')
})

test('an endless proof is not parsed', async () => {
  const proof = await forged({ padding: 'x'.repeat(5000) })
  expect(await reasonOf(proof)).toBe('dpop_proof_invalid too long')
})

test.each([
  ['an RSA key', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
  ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0' }],
  ['another curve', { ...key.jwk, crv: 'P-384' }],
  ['a coordinate that breaks out of the thumbprint', { ...key.jwk, x: `${key.jwk.x}","y":"` }],
  ['a coordinate that is no text', { ...key.jwk, y: 1 }],
  ['no y', { ...key.jwk, y: undefined }],
])('%s in the header is refused', async (_title, jwk) => {
  expect(await reasonOf(await forged({}, { jwk }))).toBe(
    'dpop_proof_invalid no public P-256 key in the proof',
  )
})

test('a point that is not on the curve is refused', async () => {
  const jwk = { ...key.jwk, x: 'A'.repeat(43) }
  expect(await reasonOf(await forged({}, { jwk }))).toMatch(/^dpop_proof_invalid signature/)
})

test('no key at all in the header is refused', async () => {
  expect(await reasonOf(await forged({}, { jwk: undefined }))).toBe(
    'dpop_proof_invalid no public P-256 key in the proof',
  )
})

test('a key that is known by now still signs for itself alone', async () => {
  await verifyDpopProof(request(await dpopProof(key, target)))
  expect(await reasonOf(await forged({}, { jwk: key.jwk }))).toMatch(/^dpop_proof_invalid signature/)
  const [header, , signature] = (await dpopProof(key, target)).split('.') as [string, string, string]
  const later = base64url.encode(JSON.stringify({ jti: 'x', htm: 'POST', htu: URL_, iat: Date.now() / 1000 }))
  expect(await reasonOf(`${header}.${later}.${signature}`)).toMatch(/^dpop_proof_invalid signature/)
})

test("the thumbprint is jose's", async () => {
  for (let i = 0; i < 20; i += 1) {
    const { jwk, jkt } = await createDpopKey()
    expect(readProofKey(jwk)?.jkt).toBe(await calculateJwkThumbprint(jwk))
    expect(readProofKey(jwk)?.jkt).toBe(jkt)
  }
})

test('the digest of the token may be given instead of the token', async () => {
  const { accessToken, ...rest } = request(await dpopProof(key, target))
  await expect(verifyDpopProof({ ...rest, ath: tokenDigest(accessToken!) })).resolves.toEqual({
    jkt: key.jkt,
  })
  const another = { ...request(await dpopProof(key, target)), ath: tokenDigest(new Secret('another')) }
  await expect(verifyDpopProof(another)).rejects.toMatchObject({ params: { detail: 'ath' } })
})

const LOCAL = 'api://a1b00000-0000-4000-8000-000000004414'

test.each([
  ['of another application', 'api://a1b00000-0000-4000-8000-000000009999'],
  ['of a web origin', 'http://localhost:4411/mcp'],
  ['with a path', `${LOCAL}/x`],
  ['of another scheme', LOCAL.replace('api:', 'app:')],
])('a proof for a URI %s is none for a URI without an origin', async (_title, url) => {
  const proof = await dpopProof(key, { method: 'STDIO', url, accessToken: TOKEN })
  expect(await reasonOf(proof, { method: 'STDIO', url: LOCAL })).toBe('dpop_proof_invalid htu')
})

test('a URI without an origin stands in the proof as it is, without query and fragment', async () => {
  const proof = await dpopProof(key, { method: 'STDIO', url: `${LOCAL}?x=1#y`, accessToken: TOKEN })
  expect(await reasonOf(proof, { method: 'STDIO', url: LOCAL })).toBe('accepted')
})

test('a proof that names no origin is none for a web origin', async () => {
  expect(await reasonOf(await dpopProof(key, { ...target, url: LOCAL }))).toBe('dpop_proof_invalid htu')
  expect(await reasonOf(await forged({ htu: 'null/mcp' }))).toBe('dpop_proof_invalid htu')
})
