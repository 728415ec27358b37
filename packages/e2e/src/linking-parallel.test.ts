import { randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { registration } from '@chain-of-trust/service-kit/registrations'
import { connectAccount } from '@chain-of-trust/tooling'
import { decodeJwt } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { person, type Person } from './person.ts'
import { records } from './records.ts'
import { saas } from './saas.ts'
import { ORCHESTRATOR, systemUnderTest } from './system-under-test.ts'
import { tenant } from './tenant.ts'

const system = systemUnderTest()
const CALLS = 100
/** Of a provider's. */
const TOKEN = /m(gh|jr)r?_[\w-]{8,}/
/** Of each, at one time. */
const LANES = 3

/** Two people, two servers: whose account it is, and what only its own person is told. */
const LINKS = [
  { who: 'Alice', server: 'mcp-github', account: 'alice-codes', says: 'Refunds are rounded twice' },
  { who: 'Bob', server: 'mcp-github', account: 'bob-builds', says: 'Retry webhooks with back-off' },
  { who: 'Alice', server: 'mcp-jira', account: 'alice.archer', says: 'Review the statement export' },
  { who: 'Bob', server: 'mcp-jira', account: 'bob.baker', says: 'Access to the sandbox' },
] as const
type Link = (typeof LINKS)[number]

const QUESTIONS: Record<Link['server'], [tool: string, input: object]> = {
  'mcp-github': ['list_issues', {}],
  'mcp-jira': ['search_tickets', { mine: true }],
}
const PROVIDERS = { 'mcp-github': 'github', 'mcp-jira': 'jira' } as const

const people: Record<string, Person> = {}
const first = new Map<Link, string>()

/** One tool call through the whole chain, in a trace of its own. */
async function call({ who, server }: Link) {
  const [tool, input] = QUESTIONS[server]
  const traceId = randomBytes(16).toString('hex')
  const headers = { 'content-type': 'application/json', traceparent: `00-${traceId}-${'1'.repeat(16)}-01` }
  const url = `${ORCHESTRATOR}/api/tools/${server}/${tool}`
  const response = await people[who]!.send(url, { method: 'POST', headers, body: JSON.stringify(input) })
  const body = (await response.json()) as { content?: string; connect_url?: string }
  return { status: response.status, traceId, body, content: body.content ?? '' }
}
type Called = Awaited<ReturnType<typeof call>>

const oidOf = ({ who }: Link) => decodeJwt(people[who]!.token.reveal())['oid']
const grantOf = async ({ server, account }: Link) =>
  (await saas.grants(PROVIDERS[server])).find((grant) => grant.account === account)!

beforeAll(async () => {
  for (const link of LINKS) {
    people[link.who] ??= await person(link.who)
    const asked = await call(link)
    const { end } = await connectAccount(asked.body.connect_url!, { person: link.who, account: link.account })
    if (end.status !== 200) throw new Error(`${link.account} is not connected: ${end.text}`)
    first.set(link, (await call(link)).content)
  }
})

/** Whose tokens the vault released in these calls: each link's own, and nobody else's. */
function expectOwnTokens(calls: readonly { link: Link; called: Called }[]): void {
  const released = records(system, 'token-vault').filter(
    ({ event, outcome }) => event === 'token_released' && outcome === 'success',
  )
  const linkOf = new Map(calls.map(({ link, called }) => [called.traceId, link]))
  const ofThese = released.filter(({ trace_id }) => linkOf.has(trace_id ?? ''))
  for (const record of ofThese) {
    const link = linkOf.get(record.trace_id!)!
    expect(record).toMatchObject({
      subject: { oid: oidOf(link) },
      client: { app_id: registration(link.server).appId },
      link: { provider: PROVIDERS[link.server] },
    })
  }
  // None was answered from a token that is not on the record.
  expect(new Set(ofThese.map(({ trace_id }) => trace_id)).size).toBe(linkOf.size)
}

test('a hundred calls at once, tokens end in the middle: each answer is the asker’s own, one refresh for each', async () => {
  const expired = LINKS.slice(0, 3)
  const calls: { link: Link; called: Called }[] = []
  let begun = 0
  let ended: Promise<unknown> | undefined
  const lane = async (link: Link) => {
    while (begun < CALLS) {
      begun += 1
      if (begun > CALLS / 2) {
        ended ??= Promise.all(expired.map(({ server, account }) => saas.expire(PROVIDERS[server], account)))
      }
      calls.push({ link, called: await call(link) })
    }
  }
  await Promise.all(Array.from({ length: LANES }, () => LINKS.map(lane)).flat())
  await ended
  // Whoever was not asked for since: the token is still the one that has ended.
  for (const link of LINKS) calls.push({ link, called: await call(link) })

  expect(calls.length).toBeGreaterThanOrEqual(CALLS)
  for (const { link, called } of calls) {
    expect([link, called.status, called.content]).toEqual([link, 200, first.get(link)])
  }
  for (const [{ says }, content] of first) expect(content).toContain(says)
  expect(new Set(first.values()).size).toBe(LINKS.length)
  const grants = await Promise.all(LINKS.map(grantOf))
  expect(
    grants.map(({ rotations, revoked, reuse_detected }) => [rotations, revoked, reuse_detected]),
  ).toEqual(LINKS.map((link) => [expired.includes(link) ? 1 : 0, false, false]))
  expect(records(system, 'token-vault').filter(({ event }) => event === 'token_refreshed')).toHaveLength(
    expired.length,
  )
  expectOwnTokens(calls)
})

test('no provider’s token, no client secret and no key stands in any file of the system but their own', () => {
  const cwd = system.stateDir!
  const files = globSync('**/*', { cwd, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
  const keys = files.filter((file) => /\.(secret|key)$/.test(file))
  expect(keys.filter((file) => file.endsWith('.secret'))).toHaveLength(2)
  expect(keys.filter((file) => file.endsWith('.key')).length).toBeGreaterThan(0)
  const secrets = keys.flatMap((file) => {
    const bytes = readFileSync(file)
    const text = bytes.toString('latin1').trim()
    return [text, ...(['hex', 'base64', 'base64url'] as const).map((way) => bytes.toString(way))]
  })
  const others = files.filter((file) => !keys.includes(file))
  const holding = (wanted: (text: string) => boolean) =>
    others.filter((file) => wanted(readFileSync(file, 'latin1'))).map((file) => file.slice(cwd.length + 1))
  expect(holding((text) => secrets.some((secret) => text.includes(secret)))).toEqual([])
  for (const sample of ['mgh_', 'mghr_', 'mjr_', 'mjrr_']) expect(`${sample}0123456789`).toMatch(TOKEN)
  expect(holding((text) => TOKEN.test(text))).toEqual([])
  // The scan sees what is in the clear: the name of the account is, in the vault's rows.
  expect(holding((text) => text.includes('alice-codes')).join()).toContain('token-vault/vault.sqlite')
})

test('the sessions of one person end in the middle: their calls are refused, the other’s are not', async () => {
  const calls: { link: Link; called: Called; begunAt: number; endedAt: number }[] = []
  let moment = 0
  let ended: Promise<void> | undefined
  const bobs = LINKS.filter(({ who }) => who === 'Bob')
  /** Each of his links has been answered so, this often. */
  const seen = (status: number, often: number) =>
    bobs.every(
      (one) => calls.filter(({ link, called }) => link === one && called.status === status).length >= often,
    )
  const lane = async (link: Link) => {
    for (let more = 0; more < 300 && !seen(401, 3); more++) {
      if (seen(200, 2)) ended ??= tenant.act('Bob', 'revokeSessions')
      const begunAt = (moment += 1)
      const called = await call(link)
      calls.push({ link, begunAt, called, endedAt: (moment += 1) })
    }
  }
  await Promise.all(LINKS.map(lane))
  await ended

  expect(seen(401, 3)).toBe(true)
  expect(new Set(calls.map(({ link, called }) => `${link.who} ${called.status}`))).toEqual(
    new Set(['Alice 200', 'Bob 200', 'Bob 401']),
  )
  // Once refused, always refused: on one way, whoever refused knows it for good.
  for (const one of bobs) {
    const own = calls.filter(({ link }) => link === one)
    const since = own.find(({ called }) => called.status === 401)!.endedAt
    const later = own.filter(({ begunAt }) => begunAt > since)
    expect(later.map(({ called }) => called.status)).toEqual(later.map(() => 401))
  }
  const answered = calls.filter(({ called }) => called.status === 200)
  for (const { link, called } of answered) expect(called.content).toBe(first.get(link))
  expectOwnTokens(answered)
})
