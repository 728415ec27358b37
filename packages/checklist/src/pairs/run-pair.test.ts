import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import type { Answer } from '../http.ts'
import { lineOf } from '../source-line.ts'
import type { Target } from '../target.ts'
import { loadPairs } from './load-pairs.ts'
import { definePair, type PairDefinition } from './pair.ts'
import { runPair } from './run-pair.ts'

const pairs = await loadPairs()

const accepted: Answer = { status: 200, headers: {}, text: '{}', accepted: true, error: undefined }
const refused: Answer = { ...accepted, status: 401, accepted: false, error: 'invalid_token' }
const record: AuditRecord = {
  time: '2026-11-23T00:00:00.000Z',
  service: 'mock-graph',
  event: 'token_accepted',
  outcome: 'failure',
  reason: 'audience_mismatch',
}
const ended: string[] = []
const endReplicas = (): Promise<unknown> => Promise.resolve(ended.push('replicas'))
const target = { records: () => [record], endReplicas } as unknown as Target

/** What is exploited gives its loot; what is not, refuses. */
const good: PairDefinition<{ weak: boolean }> = {
  title: 'x',
  pitfall: { problem: 'x', impact: 'x', fix: 'x' },
  clause: 'x',
  controls: ['AUD-1'],
  guard: { file: 'packages/auth-core/src/dpop-proof.ts', text: '!equalInConstantTime(jkt, request.jkt)' },
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  vulnerable: () => Promise.resolve({ aim: { weak: true }, log: () => ['200'] }),
  hardened: () => Promise.resolve({ aim: { weak: false } }),
  exploit: ({ weak }) =>
    Promise.resolve({
      succeeded: weak,
      loot: weak ? ['a document'] : [],
      answer: weak ? accepted : refused,
    }),
  honest: () => Promise.resolve(accepted),
}
const run = (bend: Partial<typeof good> = {}) =>
  runPair({ id: 'x', pair: definePair({ ...good, ...bend }) }, target)

test('an exploit that works on the mistake and not on ours is as it should be', async () => {
  const outcome = await run()
  expect(outcome).toMatchObject({
    exploited: true,
    refused: true,
    vulnerable: { succeeded: true, loot: ['a document'], log: ['200'], records: [] },
    hardened: { succeeded: false, loot: [], records: [record] },
  })
  expect(outcome.hardened.refusal).toMatchObject({ by: 'mock-graph', reason: 'audience_mismatch' })
  expect(outcome).not.toHaveProperty('fault')
  // With replicas, which attacks before it may have left running, the orchestrator would not learn of a revocation.
  expect(ended).toEqual(['replicas'])
})

test('an exploit that no longer works on the mistake proves nothing', async () => {
  const outcome = await run({ vulnerable: good.hardened })
  expect(outcome).toMatchObject({ exploited: false, refused: true })
  expect(outcome.fault).toBe('the exploit no longer works on the mistake: 401')
})

test('a variant that does not start is no proof either', async () => {
  const outcome = await run({ vulnerable: () => Promise.reject(new Error('port in use')) })
  expect(outcome).toMatchObject({ exploited: false, vulnerable: { succeeded: false } })
  expect(outcome.fault).toContain('port in use')
})

test.each([
  [
    'the real system lets it happen',
    { hardened: good.vulnerable },
    'the real system let it happen: a document',
  ],
  [
    'another reason',
    { expected: { ...good.expected, reason: 'token_expired' } },
    'recorded as token_accepted failure audience_mismatch',
  ],
  [
    'another service',
    { expected: { ...good.expected, by: 'orchestrator' as const } },
    'orchestrator has no record',
  ],
  ['nobody gets in', { honest: () => Promise.resolve(refused) }, 'the honest request is refused too: 401'],
])('%s: not refused', async (_title, bend, fault) => {
  const outcome = await run(bend)
  expect(outcome).toMatchObject({ exploited: true, refused: false })
  expect(outcome.fault).toContain(fault)
})

test('what was set up is taken down, even when the exploit throws', async () => {
  const closed: string[] = []
  const close = (): void => void closed.push('closed')
  await run({
    vulnerable: () => Promise.resolve({ aim: { weak: true }, close }),
    exploit: () => Promise.reject(new Error('no')),
  })
  expect(closed).toEqual(['closed'])
})

test('there are pairs, and each is a pair, a mistake and an exploit', () => {
  expect(pairs.length).toBeGreaterThan(10)
  for (const { id } of pairs) {
    for (const file of ['vulnerable.ts', 'exploit.ts']) {
      expect({ id, file, there: existsSync(join(import.meta.dirname, id, file)) }).toMatchObject({
        there: true,
      })
    }
  }
})

test.each(pairs)('$id names guards that are there, once', ({ pair }) => {
  for (const passage of [pair.guard, ...(pair.earlier ?? [])]) expect(lineOf(passage).line).toBeGreaterThan(1)
})

test('a guard that has moved is noticed', () => {
  const file = 'packages/auth-core/src/dpop-proof.ts'
  expect(() => lineOf({ file, text: 'there is no such guard' })).toThrow('no longer has')
  expect(() => lineOf({ file, text: 'Refusal' })).toThrow('more than once')
})
