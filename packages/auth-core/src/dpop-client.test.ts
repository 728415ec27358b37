import { expect, test } from 'vitest'
import { createDpopKey, dpopFetch, dpopKeyFrom, dpopNetworkModule } from './dpop-client.ts'
import { verifyDpopProof } from './dpop-proof.ts'
import { memoryProofs } from './proof-memory.ts'
import { Refusal } from './refusal.ts'

const TOKEN_ENDPOINT = 'http://localhost:4490/t/oauth2/v2.0/token'

/** A token endpoint that demands a proof with a nonce, as RFC 9449 §8 has it. */
function tokenEndpoint(answer: Record<string, unknown>) {
  const proofs = memoryProofs()
  const requests: RequestInit[] = []
  const fetch = async (url: string, init: RequestInit = {}) => {
    requests.push(init)
    const proof = new Headers(init.headers).get('DPoP') ?? undefined
    try {
      const { jkt } = await verifyDpopProof({ proof, method: 'POST', url: new URL(url).href, proofs })
      return Response.json({ ...answer, jkt })
    } catch (error) {
      const nonce = error instanceof Refusal ? error.params.nonce : undefined
      const headers = nonce === undefined ? {} : { 'DPoP-Nonce': nonce }
      return Response.json(
        { error: nonce === undefined ? 'invalid_dpop_proof' : 'use_dpop_nonce' },
        { status: 400, headers },
      )
    }
  }
  return { fetch, requests }
}

test("MSAL's token request is proved, the nonce learnt once and used from then on", async () => {
  const key = await createDpopKey()
  const { fetch, requests } = tokenEndpoint({ access_token: 'a', token_type: 'DPoP' })
  const network = dpopNetworkModule(key, { fetch })
  const post = () =>
    network.sendPostRequestAsync<Record<string, string>>(`${TOKEN_ENDPOINT}?client-request-id=1`, {
      body: 'a=b',
    })
  const first = await post()
  expect(first.status).toBe(200)
  expect(first.body).toMatchObject({ token_type: 'Bearer', jkt: key.jkt })
  expect(requests).toHaveLength(2)
  expect(requests[1]?.body).toBe('a=b')
  await post()
  expect(requests).toHaveLength(3)
})

test('a token that comes back unbound is refused, not used', async () => {
  const { fetch } = tokenEndpoint({ access_token: 'a', token_type: 'Bearer' })
  const network = dpopNetworkModule(await createDpopKey(), { fetch })
  await expect(network.sendPostRequestAsync(TOKEN_ENDPOINT)).rejects.toThrow(/unbound/)
})

test('the private key cannot be exported, and the pair makes the same key again', async () => {
  const key = await createDpopKey()
  await expect(crypto.subtle.exportKey('jwk', key.pair.privateKey)).rejects.toThrow(/extractable/)
  expect((await dpopKeyFrom(key.pair)).jkt).toBe(key.jkt)
})

test('a server that never accepts the nonce is asked twice, not for ever', async () => {
  let calls = 0
  const fetch = async () => {
    calls += 1
    const headers = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': `n${calls}` }
    return new Response(null, { status: 401, headers })
  }
  const send = dpopFetch(await createDpopKey(), { fetch })
  expect((await send('http://localhost:4411/mcp', { accessToken: 'a' })).status).toBe(401)
  expect(calls).toBe(2)
})

test('a nonce of one origin is not sent to another', async () => {
  const proofs: string[] = []
  const fetch = async (_url: string, init: RequestInit = {}) => {
    proofs.push(new Headers(init.headers).get('DPoP') ?? '')
    return new Response(null, { headers: { 'DPoP-Nonce': 'of-4411' } })
  }
  const send = dpopFetch(await createDpopKey(), { fetch })
  await send('http://localhost:4411/mcp')
  await send('http://localhost:4412/mcp')
  await send('http://localhost:4411/mcp')
  const nonces = proofs.map(
    (proof) => JSON.parse(atob(proof.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))).nonce,
  )
  expect(nonces).toEqual([undefined, undefined, 'of-4411'])
})
