import { registration } from '@chain-of-trust/service-kit/registrations'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import type { ToolAnswer } from '../call-tool.ts'
import { brokenLinks } from '../chain-records.ts'
import { assembleSteps, type Step } from '../steps.ts'
import type { Visit } from './connect.ts'
import { linkingOutcomes } from './linking-outcomes.ts'
import { answerOutcomes, askOutcomes, chainOf } from './outcomes.ts'
import { ACCOUNT_CHAIN, PLAN } from './plan.ts'

const T0 = Date.parse('2026-11-23T00:00:00.000Z')
const [GITHUB, VAULT] = [registration('mcp-github').appId, registration('token-vault').appId]
const SAAS = 'http://localhost:4492'
const VAULT_ORIGIN = 'http://localhost:4420'

function record(
  service: string,
  event: AuditRecord['event'],
  second: number,
  more: Partial<AuditRecord> = {},
): AuditRecord {
  const time = new Date(T0 + second * 1000).toISOString()
  return { time, service, event, outcome: 'success', subject: { tid: 't', oid: 'o' }, ...more }
}

const B = { name: 'B', uti: 'b', parent_uti: 'a', audience: GITHUB }
const C = { name: 'C', uti: 'c', parent_uti: 'b', audience: VAULT }
const HOPS = [
  record('orchestrator', 'token_accepted', 1, { token: { name: 'A', uti: 'a' } }),
  // To look whether the account is there now: not on the way to the provider.
  record('orchestrator', 'token_exchanged', 2, { token: { uti: 'x', parent_uti: 'a', audience: VAULT } }),
  record('orchestrator', 'token_exchanged', 3, { token: B }),
  record('mcp-github', 'token_exchanged', 5, { token: C }),
]
const LINK = { provider: 'github', scopes: { granted: ['issues:read'] }, generation: 1 }
const RELEASED = record('token-vault', 'token_released', 6, {
  token: { name: 'C', uti: 'c' },
  client: { app_id: GITHUB },
  link: LINK,
})
const NOT_LINKED = record('token-vault', 'token_released', 6, { outcome: 'failure', reason: 'not_linked' })
const LINKED = record('token-vault', 'account_link', 9, { reason: 'linked', link: LINK })

const asked = { traceId: 'x', startedAt: T0, endedAt: T0 + 7000 }
const WAITS: ToolAnswer = {
  ...asked,
  status: 409,
  waiting: { operation: '1', connectUrl: `${VAULT_ORIGIN}/connect/ticket` },
  refusal: { status: 409, error: 'link_required' },
}
const ANSWERED: ToolAnswer = { ...asked, status: 200, result: { content: 'issues', structured: undefined } }
const VISIT: Visit = {
  traceId: 'y',
  ms: 10,
  done: [
    { page: 'sign-in', at: 'http://localhost:4490', ms: 20 },
    { page: 'consent', at: VAULT_ORIGIN, ms: 30 },
    { page: 'account', at: SAAS, ms: 40 },
    { page: 'consent', at: SAAS, ms: 50 },
  ],
  end: { at: VAULT_ORIGIN, status: 200, text: 'Connected' },
}

function steps({ visit = VISIT, linking = [LINKED], answer = ANSWERED, hops = [...HOPS, RELEASED] } = {}) {
  const outcomes = {
    1: { ok: true, ms: 1 },
    ...answerOutcomes(answer, hops),
    ...askOutcomes(WAITS, [...HOPS, NOT_LINKED]),
    ...linkingOutcomes(visit, linking),
  }
  return assembleSteps(outcomes, true, PLAN)
}
const refusedAt = (all: Step[]) => all.find(({ ok }) => !ok)

test('ask, connect, answer are fourteen steps, each with its own time', () => {
  const all = steps()
  expect(refusedAt(all)).toBeUndefined()
  expect(all.map(({ ms }) => ms)).toEqual([1, 0, 3000, 2000, 1000, 30, 30, 40, 50, 0, 3000, 2000, 1000, 1000])
})

test('four records are the chain, whatever else the orchestrator asked the vault', () => {
  const chain = chainOf([...HOPS, RELEASED])
  expect(chain.map(({ token }) => token?.uti)).toEqual(['a', 'b', 'c', 'c'])
  expect(brokenLinks(chain, 'a', ACCOUNT_CHAIN)).toEqual([])
  expect(brokenLinks(chainOf(HOPS), 'a', ACCOUNT_CHAIN)).toEqual([expect.stringContaining('the audit holds')])
})

test('of the provider’s token is shown what the vault recorded, and nothing else is known', () => {
  const { token } = steps()[12]!
  expect(token).toEqual({
    name: 'provider',
    claims: { provider: 'github', scope: 'issues:read', generation: 1, tid: 't', oid: 'o', azp: GITHUB },
    header: {},
    source: 'audit record of token-vault',
  })
})

test('an account that is connected already leaves nothing to do in between, and says so', () => {
  const outcomes = {
    1: { ok: true, ms: 1 },
    ...answerOutcomes(ANSWERED, [...HOPS, RELEASED]),
    ...askOutcomes(ANSWERED, [...HOPS, RELEASED]),
  }
  const all = assembleSteps(outcomes, true, PLAN)
  expect(refusedAt(all)).toBeUndefined()
  const between = all.filter(({ note }) => note !== undefined)
  expect(between.map(({ n }) => n)).toEqual([5, 6, 7, 8, 9, 10])
  // What was not done was not checked.
  expect(between.flatMap(({ checked }) => checked ?? [])).toEqual([])
})

test.each<[string, number, Parameters<typeof steps>[0], object]>([
  [
    'the vault turns away somebody who did not ask',
    6,
    {
      visit: { ...VISIT, done: VISIT.done.slice(0, 1), end: { at: VAULT_ORIGIN, status: 403, text: 'No' } },
      linking: [record('token-vault', 'account_link', 8, { outcome: 'failure', reason: 'link_foreign' })],
    },
    { by: 'token-vault', reason: 'link_foreign', status: 403 },
  ],
  [
    'the provider does not know the vault',
    7,
    {
      visit: {
        ...VISIT,
        done: VISIT.done.slice(0, 2),
        end: { at: SAAS, status: 400, text: 'Unknown application' },
      },
      linking: [],
    },
    { reason: 'Unknown application', status: 400 },
  ],
  [
    'the code is not taken',
    9,
    {
      visit: { ...VISIT, end: { at: VAULT_ORIGIN, status: 502, text: 'Sorry' } },
      linking: [record('token-vault', 'account_link', 9, { outcome: 'failure', reason: 'state_unknown' })],
    },
    { by: 'token-vault', reason: 'state_unknown' },
  ],
  [
    'the vault gives nothing out',
    13,
    {
      answer: { ...WAITS, refusal: { status: 403, error: 'access_denied' } },
      hops: [
        ...HOPS,
        record('token-vault', 'token_released', 6, { outcome: 'failure', reason: 'access_denied' }),
      ],
    },
    { by: 'token-vault', reason: 'access_denied', status: 409 },
  ],
  [
    'the provider does not answer',
    14,
    { answer: { ...asked, status: 503, refusal: { status: 503, error: 'resource_unavailable' } } },
    { error: 'resource_unavailable' },
  ],
])('%s: refused at step %i, and nothing after it', (_, n, what, refusal) => {
  const all = steps(what)
  expect(refusedAt(all)).toMatchObject({ n, refusal })
  expect(all.filter((step) => step.n > n && step.ok)).toEqual([])
})
