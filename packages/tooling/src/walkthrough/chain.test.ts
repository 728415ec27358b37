import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import type { ToolAnswer } from './call-tool.ts'
import { brokenLinks, readTrace, successRecords } from './chain-records.ts'
import { outcomesOf } from './outcomes.ts'
import { assembleSteps, type Step } from './steps.ts'

const TRACE = 'a'.repeat(32)
const T0 = Date.parse('2026-11-23T00:00:00.000Z')

function record(
  service: string,
  event: AuditRecord['event'],
  second: number,
  more: Partial<AuditRecord>,
): AuditRecord {
  const time = new Date(T0 + second * 1000).toISOString()
  const subject = { tid: 't', oid: 'o' }
  return { time, service, event, outcome: 'success', subject, trace_id: TRACE, ...more }
}

const CHAIN = [
  record('orchestrator', 'token_accepted', 1, { token: { name: 'A', uti: 'a' }, client: { app_id: 'host' } }),
  record('orchestrator', 'token_exchanged', 3, {
    token: { name: 'B', uti: 'b', parent_uti: 'a', audience: 'server' },
    client: { app_id: 'host' },
    scopes: { requested: ['r/Documents.Read'], granted: ['Documents.Read'] },
    binding: { method: 'dpop', jkt: 'key-b' },
  }),
  record('mcp-sharepoint', 'token_exchanged', 6, {
    token: { name: 'C', uti: 'c', parent_uti: 'b', audience: 'graph' },
    client: { app_id: 'orchestrator' },
    scopes: { granted: ['Files.Read'] },
    binding: { method: 'dpop', jkt: 'key-c' },
  }),
  record('mock-graph', 'token_accepted', 10, {
    token: { name: 'C', uti: 'c' },
    client: { app_id: 'server' },
  }),
]

const ANSWER: ToolAnswer = {
  traceId: TRACE,
  status: 200,
  startedAt: T0,
  endedAt: T0 + 11_000,
  result: { content: 'text', structured: undefined },
}

function stepsOf(answer: ToolAnswer, records: AuditRecord[]): Step[] {
  return assembleSteps({ 1: { ok: true, ms: 5 }, ...outcomesOf(answer, records) }, true)
}

test('a whole chain is ten steps, each with the time since the record before', () => {
  const steps = stepsOf(ANSWER, CHAIN)
  expect(steps.filter(({ ok }) => !ok)).toEqual([])
  expect(steps.map(({ ms }) => ms)).toEqual([5, 0, 1000, 2000, 0, 0, 3000, 0, 4000, 1000])
})

test('with bearer tokens no step claims that a proof was checked', () => {
  const outcomes = { 1: { ok: true, ms: 5 }, ...outcomesOf(ANSWER, CHAIN) }
  const said = (bound: boolean): string => JSON.stringify(assembleSteps(outcomes, bound))
  expect(said(true)).toContain('proof')
  expect(said(false)).not.toContain('proof')
})

test('the claims of B and C are those of the records, and say so', () => {
  const steps = stepsOf(ANSWER, CHAIN)
  expect(steps[3]?.token).toEqual({
    name: 'B',
    claims: {
      aud: 'server',
      scp: 'Documents.Read',
      tid: 't',
      oid: 'o',
      azp: 'orchestrator',
      uti: 'b',
      exp: undefined,
      cnf: { jkt: 'key-b' },
    },
    header: {},
    source: 'audit records of orchestrator and mcp-sharepoint',
  })
  expect(steps[6]?.token).toMatchObject({ name: 'C', claims: { azp: 'server', cnf: { jkt: 'key-c' } } })
})

test.each([
  ['orchestrator', 'token_accepted', 3, 0],
  ['orchestrator', 'token_exchanged', 4, 1],
  ['mcp-sharepoint', 'token_accepted', 6, 2],
  ['mcp-sharepoint', 'token_exchanged', 7, 2],
  ['mock-graph', 'token_accepted', 9, 3],
] as const)(
  'a refusal by %s (%s) is that of step %i, and the later ones are not reached',
  (service, event, n, before) => {
    const failure = record(service, event, 5, { outcome: 'failure', reason: 'audience_mismatch' })
    const { result: _none, ...refused } = {
      ...ANSWER,
      status: 401,
      refusal: { status: 401, error: 'invalid_token' },
    }
    const steps = stepsOf(refused, [...CHAIN.slice(0, before), failure])
    expect(steps.map(({ ok }) => ok)).toEqual(steps.map((step) => step.n < n))
    expect(steps[n - 1]?.refusal).toEqual({
      by: service,
      reason: 'audience_mismatch',
      status: 401,
      error: 'invalid_token',
    })
    const later = steps.slice(n).map((step) => step.refusal?.reason)
    expect(new Set(later)).toEqual(new Set([`not reached: refused at step ${n}`]))
  },
)

test('what the person may not have is refused at step 9, by what the answer says', () => {
  const refusal = { status: 200, by: 'mcp-sharepoint', reason: 'There is no such document.' }
  const { result: _none, ...refused } = { ...ANSWER, refusal }
  const steps = stepsOf(refused, CHAIN)
  expect(steps[8]).toMatchObject({ ok: false, refusal })
})

test('a chain without its records is not called done', () => {
  expect(stepsOf(ANSWER, [])[1]).toMatchObject({
    ok: false,
    refusal: { reason: expect.stringContaining('no audit record') },
  })
})

test('records are read from every file below the folder, without other traces and half lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  mkdirSync(join(folder, 'mock-graph'))
  const chained = CHAIN.map((one, seq) => ({ ...one, seq, prev: '0'.repeat(64), hash: '1'.repeat(64) }))
  const lines = chained.map((one) => JSON.stringify(one))
  writeFileSync(join(folder, 'orchestrator.jsonl'), `${lines[1]}\n${lines[0]}\n`)
  writeFileSync(join(folder, 'mcp-sharepoint.jsonl'), `${lines[2]?.replaceAll(TRACE, 'b'.repeat(32))}\n`)
  writeFileSync(join(folder, 'mock-graph/mock-graph.jsonl'), `${lines[3]}\n${lines[3]?.slice(0, 200)}`)
  expect(readTrace(folder, TRACE)).toEqual([chained[0], chained[1], chained[3]])
})

test('a second call of the resource with the same token leaves four records', () => {
  const records = successRecords([...CHAIN.toReversed(), ...CHAIN.slice(3)])
  expect(records).toEqual(CHAIN)
  expect(brokenLinks(records, 'a')).toEqual([])
})

test.each<[string, AuditRecord[], string]>([
  ['the resource accepted another token than C', CHAIN.with(3, { ...CHAIN[3]!, token: { uti: 'x' } }), 'a'],
  [
    'Token C is not a child of Token B',
    CHAIN.with(2, { ...CHAIN[2]!, token: { uti: 'c', parent_uti: 'x' } }),
    'a',
  ],
  [
    'Token B is not a child of Token A',
    CHAIN.with(1, { ...CHAIN[1]!, token: { uti: 'b', parent_uti: 'x' } }),
    'a',
  ],
  ['the orchestrator accepted another token than A', CHAIN, 'x'],
  ['the user changed', CHAIN.with(3, { ...CHAIN[3]!, subject: { tid: 't', oid: 'x' } }), 'a'],
])('%s', (fault, records, utiOfTokenA) => {
  expect(brokenLinks(records, utiOfTokenA)).toEqual([fault])
})

test('a missing record is a broken chain', () => {
  expect(brokenLinks(CHAIN.slice(1), 'a')).toEqual([
    expect.stringContaining('the audit holds orchestrator token_exchanged'),
  ])
})
