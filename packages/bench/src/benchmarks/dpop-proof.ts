import { verify } from 'node:crypto'
import { memoryProofs, Secret, verifyDpopProof, type ProofMemory } from '@chain-of-trust/auth-core'
import { freshStrings } from '../fresh-strings.ts'
import type { Benchmark } from '../harness/benchmark.ts'
import { interleave } from '../harness/interleave.ts'
import { repeat, repeatAsync } from '../harness/repeat.ts'
import { compare } from '../harness/result.ts'
import { createIssuer } from '../issuer.ts'
import { joseDpop, joseDpopWithKeys } from '../peers/jose-dpop.ts'
import { createProver } from '../proofs.ts'
import { toDer } from '../signature.ts'

const CLIENTS = 100
const PROOFS_EACH = 20
const URL = 'https://ledger.example/mcp'

const OURS = 'DPoP proof, known key'
const FLOOR = 'crypto.verify alone, ES256 (floor)'
const JOSE = 'jose'
const JOSE_WITH_KEYS = 'jose, keys kept by thumbprint'

/** Verification of DPoP proofs of clients that were seen before, among them their `ath`, `jti` and thumbprint. */
export const dpopProof: Benchmark = {
  name: 'dpop-proof',
  async run(effort) {
    const proofs = await makeProofs()
    const next = inTurn(proofs)
    // Ours takes them in its own turn: a proof must not come twice while the memory remembers it.
    const nextOfOurs = inTurn(proofs)
    const memory = forgetfulMemory(proofs.length)
    const joseWithKeys = joseDpopWithKeys()
    const madeAt = Date.now() / 1000
    const measured = await interleave(
      [
        {
          name: OURS,
          run: repeatAsync(() => {
            const { proof, accessToken, jkt } = nextOfOurs()
            const request = { proof: proof(), accessToken: new Secret(accessToken()), jkt, proofs: memory() }
            return verifyDpopProof({ ...request, method: 'POST', url: URL, now: () => madeAt })
          }),
        },
        {
          name: FLOOR,
          run: repeat(() => {
            const { input, key, signature } = next()
            if (!verify('sha256', input, key, signature)) throw new Error('the floor is broken')
          }),
        },
        { name: JOSE, run: repeatAsync(() => withNext(joseDpop)) },
        { name: JOSE_WITH_KEYS, run: repeatAsync(() => withNext(joseWithKeys)) },
      ],
      effort,
    )
    return [
      compare(measured, {
        ours: OURS,
        against: FLOOR,
        as: 'rate',
        target: { is: 'at least', value: 0.44, stretch: 0.8 },
      }),
      compare(measured, { ours: OURS, against: JOSE, as: 'rate' }),
      compare(measured, { ours: OURS, against: JOSE_WITH_KEYS, as: 'rate' }),
    ]

    function withNext(jose: typeof joseDpop): Promise<string> {
      const { proof, accessToken } = next()
      return jose(proof(), accessToken())
    }
  },
}

async function makeProofs() {
  const issuer = createIssuer('RS256')
  const accessToken = await issuer.token()
  const clients = Array.from({ length: CLIENTS }, createProver)
  return Array.from({ length: CLIENTS * PROOFS_EACH }, (_, index) => {
    const client = clients[index % CLIENTS]!
    const text = client.prove({ method: 'POST', url: URL, accessToken })
    const end = text.lastIndexOf('.')
    return {
      proof: freshStrings([text]),
      accessToken: freshStrings([accessToken]),
      jkt: client.jkt,
      key: client.publicKey,
      input: Buffer.from(text.slice(0, end)),
      signature: toDer(Buffer.from(text.slice(end + 1), 'base64url')),
    }
  })
}

/** A new memory each time the proofs have been through: they may come again. */
function forgetfulMemory(proofs: number): () => ProofMemory {
  let cache = memoryProofs({ nonces: false })
  let uses = 0
  return () => {
    if (uses++ % proofs === 0) cache = memoryProofs({ nonces: false })
    return cache
  }
}

function inTurn<T>(values: readonly T[]): () => T {
  let next = 0
  return () => values[next++ % values.length]!
}
