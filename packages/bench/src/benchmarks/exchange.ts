import { Secret, type Exchange, type ExchangedToken } from '@chain-of-trust/auth-core'
import { cacheExchange } from '@chain-of-trust/token-flow'
import { freshStrings } from '../fresh-strings.ts'
import type { Benchmark } from '../harness/benchmark.ts'
import { interleave, type Candidate, type Effort, type Measured } from '../harness/interleave.ts'
import { repeatAsync } from '../harness/repeat.ts'
import { compare, judge, type Result } from '../harness/result.ts'
import { msalCache } from '../peers/msal-cache.ts'

const SCOPES = ['https://ledger.example/Entries.Read']
/** Users whose hits are measured, spread over all. */
const SAMPLE = 500

/** A hit in the on-behalf-of cache, as the number of users in it grows. */
export const exchangeHit: Benchmark = {
  name: 'exchange-hit',
  async run(effort) {
    const many = effort.quick ? 10_000 : 100_000
    const sizes = [1, 1000, many]
    const msalSizes = [1, 1000]
    const measured = await interleave(
      [...(await Promise.all(sizes.map(ours))), ...(await Promise.all(msalSizes.map((size) => msal(size))))],
      effort,
    )
    const growth = (size: number): Result =>
      compare(measured, {
        ours: ourName(size),
        against: ourName(1),
        as: 'time',
        target: { is: 'at most', value: 1.6 },
      })
    return [
      growth(1000),
      growth(many),
      ...msalSizes.map((size) =>
        compare(measured, { ours: ourName(size), against: msalName(size), as: 'rate' }),
      ),
      ...(effort.quick ? [] : [compare(await once(10_000, effort), tenThousand)]),
    ]
  },
}

const users = (size: number) => (size === 1 ? '1 user' : `${size.toLocaleString('en')} users`)
const ourName = (size: number) => `on-behalf-of hit, ${users(size)}`
const msalName = (size: number) => `msal-node's cache, ${users(size)}`
const tenThousand = { ours: ourName(10_000), against: msalName(10_000), as: 'rate' } as const

/** One msal-node hit takes so long here that a round of its own is enough. */
async function once(size: number, effort: Effort): Promise<Measured> {
  return interleave([await ours(size), await msal(size)], { ...effort, rounds: 3, warmUp: 0 })
}

async function ours(size: number): Promise<Candidate> {
  const cached = cacheExchange(issue, { max: size })
  for (let user = 0; user < size; user++) await cached(new Secret(assertionOf(user)), SCOPES)
  const next = freshStrings(sampleOf(size))
  const hit = async () => {
    const { cached: hit } = await cached(new Secret(next()), SCOPES)
    if (!hit) throw new Error('a hit was expected')
  }
  return { name: ourName(size), run: repeatAsync(hit) }
}

async function msal(size: number): Promise<Candidate> {
  const cache = await msalCache(Array.from({ length: size }, (_, user) => assertionOf(user)))
  const next = freshStrings(sampleOf(size))
  const hit = async () => {
    if (!(await cache.acquire(next()))) throw new Error('a hit was expected')
  }
  return { name: msalName(size), run: repeatAsync(hit) }
}

/** Sixteen equal requests at once, none of them answered before: how many reach the token endpoint? */
export const exchangeSingleFlight: Benchmark = {
  name: 'exchange-single-flight',
  async run() {
    const assertion = assertionOf(0)
    const counted = { requests: 0 }
    const slow: Exchange = async () => {
      counted.requests++
      await new Promise((resolve) => setTimeout(resolve, 20))
      return issue()
    }
    const exchange = cacheExchange(slow)
    await Promise.all(sixteen(() => exchange(new Secret(assertion), SCOPES)))
    const cache = await msalCache([])
    await Promise.all(sixteen(() => cache.acquire(assertion)))
    const ratio = counted.requests / cache.requests()
    const result = {
      name: "16 equal misses at once / msal-node's cache",
      measured: '16 equal misses at once',
      against: "msal-node's cache",
      ours: counted.requests,
      baseline: cache.requests(),
      ratio,
      spread: [ratio, ratio] as const,
      unit: 'token requests' as const,
      target: { is: 'at most' as const, value: 1 / 16 },
    }
    return [judge(result)]
  },
}

function sixteen<T>(start: () => T): T[] {
  return Array.from({ length: 16 }, start)
}

function issue(): Promise<ExchangedToken> {
  return Promise.resolve({
    token: new Secret('token-c'),
    scopes: ['Entries.Read'],
    uti: 'uti-of-c',
    audience: 'ledger',
    jkt: undefined,
    expiresAt: Date.now() / 1000 + 86_400,
    cached: false,
  })
}

function sampleOf(size: number): string[] {
  const step = Math.max(1, Math.floor(size / SAMPLE))
  return Array.from({ length: Math.min(size, SAMPLE) }, (_, index) => assertionOf(index * step))
}

/** As long as a signed token of Entra's; nobody verifies it here. */
function assertionOf(user: number): string {
  const exp = Math.floor(Date.now() / 1000 / 86_400 + 2) * 86_400
  const payload = { exp, oid: `user-${user}`, padding: PADDING }
  return `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${SIGNATURE}`
}
const PADDING = 'x'.repeat(1180)
const SIGNATURE = 's'.repeat(342)
