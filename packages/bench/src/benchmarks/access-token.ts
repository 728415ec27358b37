import { createPublicKey, hash, verify } from 'node:crypto'
import { createVerifier, Secret, verifyAccessToken } from '@chain-of-trust/auth-core'
import { freshStrings } from '../fresh-strings.ts'
import type { Benchmark } from '../harness/benchmark.ts'
import { interleave, type Candidate } from '../harness/interleave.ts'
import { repeat, repeatAsync } from '../harness/repeat.ts'
import { compare } from '../harness/result.ts'
import { createIssuer, keysOf, profileOf, type Algorithm, type Issuer } from '../issuer.ts'
import { expressOauth2 } from '../peers/express-oauth2.ts'
import { fastJwt } from '../peers/fast-jwt.ts'
import { joseAlone } from '../peers/jose.ts'
import { toDer } from '../signature.ts'

const TOKENS = 100

/** Verification of an access token that was not seen before. */
export function accessTokenCold(alg: Algorithm): Benchmark {
  return {
    name: `access-token-cold-${alg.toLowerCase()}`,
    async run(effort) {
      const issuer = createIssuer(alg)
      const tokens = await Promise.all(Array.from({ length: TOKENS }, () => issuer.token()))
      const next = freshStrings(tokens)
      const keys = keysOf(issuer)
      const accepts = profileOf(issuer)
      const ours = `access token ${alg}, cold`
      const jose = joseAlone(issuer)
      const fast = fastJwt(issuer, { cache: false })
      const express = expressOauth2(issuer)
      const measured = await interleave(
        [
          { name: ours, run: repeatAsync(() => verifyAccessToken(new Secret(next()), accepts, keys)) },
          signatureAlone(issuer, tokens),
          { name: 'jose', run: repeatAsync(() => jose(next())) },
          { name: 'fast-jwt', run: repeat(() => fast(next())) },
          { name: 'express-oauth2-jwt-bearer', run: repeatAsync(() => express(next())) },
        ],
        effort,
      )
      const stretch = alg === 'RS256' ? { stretch: 1.7 } : {}
      return [
        compare(measured, { ours, against: FLOOR, as: 'rate' }),
        compare(measured, {
          ours,
          against: 'jose',
          as: 'rate',
          target: { is: 'at least', value: 0.95, ...stretch },
        }),
        compare(measured, { ours, against: 'fast-jwt', as: 'rate' }),
        compare(measured, { ours, against: 'express-oauth2-jwt-bearer', as: 'rate' }),
      ]
    },
  }
}

/** The same for tokens that were seen before: the cost of most requests of an agent. */
export function accessTokenCached(alg: Algorithm): Benchmark {
  return {
    name: `access-token-cached-${alg.toLowerCase()}`,
    async run(effort) {
      const issuer = createIssuer(alg)
      const tokens = await Promise.all(Array.from({ length: TOKENS }, () => issuer.token()))
      const next = freshStrings(tokens)
      const verifier = createVerifier({ accepts: profileOf(issuer), keys: keysOf(issuer) })
      const ours = `access token ${alg}, cached`
      const fast = fastJwt(issuer, { cache: true })
      const measured = await interleave(
        [
          { name: ours, run: repeatAsync(() => verifier(new Secret(next()))) },
          signatureAlone(issuer, tokens),
          { name: DIGEST, run: repeat(() => hash('sha256', next(), 'base64url')) },
          { name: 'fast-jwt with its cache', run: repeat(() => fast(next())) },
        ],
        effort,
      )
      const floors = alg === 'RS256' ? 8 : 28
      return [
        compare(measured, { ours, against: FLOOR, as: 'rate', target: { is: 'at least', value: floors } }),
        compare(measured, { ours, against: DIGEST, as: 'time', target: { is: 'at most', value: 1.25 } }),
        compare(measured, { ours, against: 'fast-jwt with its cache', as: 'rate' }),
      ]
    },
  }
}

const DIGEST = 'SHA-256 of the token alone'
const FLOOR = 'crypto.verify alone (floor)'

/** The signature check with a ready key, and nothing else. */
function signatureAlone({ jwk }: Issuer, tokens: readonly string[]): Candidate {
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const parts = tokens.map((token) => {
    const end = token.lastIndexOf('.')
    const signature = Buffer.from(token.slice(end + 1), 'base64url')
    return {
      input: Buffer.from(token.slice(0, end)),
      signature: jwk.kty === 'EC' ? toDer(signature) : signature,
    }
  })
  let next = 0
  const once = () => {
    const { input, signature } = parts[next++ % parts.length]!
    if (!verify('sha256', input, key, signature)) throw new Error('the floor is broken')
  }
  return { name: FLOOR, run: repeat(once) }
}
