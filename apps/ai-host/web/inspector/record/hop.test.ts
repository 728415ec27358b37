import { REFUSALS } from '@chain-of-trust/auth-core/refusals'
import { expect, test } from 'vitest'
import type { AuditEvent } from '../../wire/audit-trail.ts'
import { drawingOf } from '../draw/drawing.ts'
import { HOST_ID, WALKTHROUGH } from '../walkthrough.fixture.ts'
import { verificationOf } from './checks.ts'
import { comparisonOf, narrowings } from './comparison.ts'
import { hopsOf } from './hop.ts'
import { firstRefusal, refusalOf } from './refusal-of.ts'
import { tokenChains } from './token-chain.ts'
import { whoIsWho } from './who-is-who.ts'

const records = WALKTHROUGH.map(({ record }) => record)
const who = whoIsWho(records, HOST_ID)
const gate = WALKTHROUGH.find(({ log, record }) => log === 'mcp-sharepoint' && record.outcome === 'success')!

/** The gate's record, had it refused. */
const refusedAtTheGate = (reason: string, more: object = {}): AuditEvent => ({
  ...gate,
  record: {
    ...gate.record,
    event: 'token_accepted',
    outcome: 'failure',
    reason,
    token: { name: 'B', uti: 'of-b' },
    ...more,
  },
})

test('a request is told from the first record to the last, whatever order the records come in, each once', () => {
  const forwards = hopsOf(WALKTHROUGH, HOST_ID)
  expect(hopsOf([...WALKTHROUGH.toReversed(), ...WALKTHROUGH], HOST_ID)).toEqual(forwards)
  expect(
    forwards.filter(({ step }) => step !== undefined).map(({ step, title }) => `${step} ${title}`),
  ).toEqual([
    '3 The orchestrator verified Token A',
    '4 The orchestrator exchanged Token A for Token B',
    '7 The SharePoint server exchanged Token B for Token C',
    '9 The resource verified Token C',
  ])
  expect(forwards[0]!.at).toBe(0)
})

test('who is who is learned from the records: no list of applications is kept in the page', () => {
  const named = Object.fromEntries(
    ['4400', '4401', '4411', '4491'].map((n) => [n, who(`${HOST_ID.slice(0, -4)}${n}`)]),
  )
  expect(named).toEqual({ 4400: 'ai-host', 4401: 'orchestrator', 4411: 'mcp-sharepoint', 4491: 'mock-graph' })
  expect(who('another')).toBeUndefined()
})

test('the tokens of a call are joined from child to parent, with who holds each and what it is for', () => {
  const [chain, ...others] = tokenChains(records, who)
  expect(others).toEqual([])
  expect(chain?.tool).toBe('mcp-sharepoint/read_document')
  expect(
    chain?.tokens.map(({ name, holder, audienceName, granted }) => [name, holder, audienceName, granted]),
  ).toEqual([
    ['A', 'ai-host', 'orchestrator', ['access_as_user']],
    ['B', 'orchestrator', 'mcp-sharepoint', ['Documents.Read']],
    ['C', 'mcp-sharepoint', 'mock-graph', ['Files.Read']],
  ])
  expect(chain?.tokens.map(({ parent }) => parent)).toEqual([
    undefined,
    chain?.tokens[0]?.uti,
    chain?.tokens[1]?.uti,
  ])
})

test('the vault’s token of the provider is the last of the chain, and not the person’s own tenant’s', () => {
  const c = records.find(({ service, outcome }) => service === 'mock-graph' && outcome === 'success')!
  const link = { provider: 'github', scopes: { requested: ['issues:read'], granted: ['issues:read'] } }
  const released = { ...c, service: 'token-vault', event: 'token_released', link }
  const [chain] = tokenChains([...records, released], who)
  expect(chain?.tokens.at(-1)).toMatchObject({ name: 'P', parent: c.token?.uti, granted: ['issues:read'] })
  expect(chain?.tokens.at(-1)?.subject).toBeUndefined()
})

test('what changed from token to token is marked, and what stays is the person', () => {
  const rows = comparisonOf(tokenChains(records, who)[0]!.tokens)
  const of = (claim: string) => rows.find((row) => row.claim === claim)?.cells.map(({ change }) => change)
  expect(of('oid')).toEqual(['first', 'same', 'same'])
  for (const claim of ['aud', 'azp', 'scp', 'cnf.jkt', 'uti'])
    expect(of(claim)).toEqual(['first', 'new', 'new'])
})

test('a scope that was asked for and not granted is said', () => {
  const [{ tokens }] = tokenChains(records, who) as [ReturnType<typeof tokenChains>[0]]
  const less = tokens.map((token) =>
    token.name === 'B'
      ? { ...token, requested: ['http://x/mcp/Documents.Read', 'http://x/mcp/Documents.Write'] }
      : token,
  )
  expect(narrowings(tokens).join()).not.toContain('not granted')
  expect(narrowings(less)).toContain('A → B: Documents.Write was asked for and not granted.')
})

test('each reason to refuse has its clause, what happened, who can help and the way out', () => {
  for (const [reason, { standard, status }] of Object.entries(REFUSALS)) {
    const refused = refusalOf(refusedAtTheGate(reason).record)
    expect(refused).toMatchObject({ clause: standard, status })
    for (const words of [refused!.happened, refused!.who, refused!.how])
      expect(words.length).toBeGreaterThan(2)
  }
})

test('what an authorization server refused is told in the words of its kind', () => {
  const { record } = refusedAtTheGate('access_blocked', {
    diagnostics: { kind: 'blocked', correlation_id: 'x-1' },
  })
  expect(refusalOf(record)).toMatchObject({
    who: 'An administrator of your organisation',
    correlationId: 'x-1',
  })
})

test('a reason that nobody here knows is still shown, and looks up nothing it should not', () => {
  expect(refusalOf(refusedAtTheGate('constructor').record)).toMatchObject({
    clause: undefined,
    happened: 'constructor.',
  })
})

test('the tier that refused is named, and not those above it that pass it on', () => {
  const above = { ...refusedAtTheGate('claims_insufficient').record, service: 'orchestrator' }
  expect(firstRefusal([...records, refusedAtTheGate('claims_insufficient').record, above])?.by).toBe(
    'mcp-sharepoint',
  )
  expect(firstRefusal(records)).toBeUndefined()
})

test('of a refusal only that is called passed which the record could not be without', () => {
  const verdicts = (reason: string, more?: object) =>
    Object.fromEntries(
      verificationOf(refusedAtTheGate(reason, more).record)!.checks.map(({ name, verdict }) => [
        name,
        verdict,
      ]),
    )
  expect(verdicts('scope_insufficient')).toMatchObject({
    signature: 'passed',
    'scopes of the tool': 'failed',
  })
  expect(verdicts('audience_mismatch', { token: undefined })).toMatchObject({
    signature: 'not_said',
    'audience: exactly one': 'failed',
    'scopes of the tool': 'not_said',
  })
  expect(verificationOf(gate.record)!.checks.every(({ verdict }) => verdict === 'passed')).toBe(true)
})

test('the drawing is as far as the replay: what is ahead is not told, what was refused says so', () => {
  const hops = hopsOf(
    [...WALKTHROUGH.filter(({ id }) => id < gate.id), refusedAtTheGate('scope_insufficient')],
    HOST_ID,
  )
  const before = drawingOf(hops, hops.length - 1)
  const after = drawingOf(hops, hops.length)
  expect(before.parties.some(({ refused }) => refused)).toBe(false)
  expect(after.parties.filter(({ refused }) => refused).map(({ id }) => id)).toEqual(['mcp-sharepoint'])
  expect(drawingOf(hops, 0).arrows.every(({ progress }) => progress === 'ahead')).toBe(true)
})
