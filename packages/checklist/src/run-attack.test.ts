import { REFUSALS } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import type { Attack, Expected } from './attack.ts'
import type { Answer } from './http.ts'
import { loadAttacks } from './load-attacks.ts'
import { faultIn, runAttack } from './run-attack.ts'
import type { Target } from './target.ts'

const attacks = await loadAttacks()
const expected: Expected = {
  by: 'mock-graph',
  reason: 'audience_mismatch',
  status: 401,
  error: 'invalid_token',
}
const refusal: Answer = { status: 401, headers: {}, text: '{}', accepted: false, error: 'invalid_token' }
const record = {
  time: '2026-11-23T00:00:00.000Z',
  service: 'mock-graph',
  event: 'token_accepted',
  outcome: 'failure',
  reason: 'audience_mismatch',
} as const

test.each([
  ['accepted', { ...refusal, status: 200, accepted: true }, record, 'accepted: 200 invalid_token'],
  ['another status', { ...refusal, status: 403 }, record, 'answered 403 invalid_token'],
  ['another code', { ...refusal, error: 'invalid_request' }, record, 'answered 401 invalid_request'],
  ['no record', refusal, undefined, 'mock-graph has no record of it'],
  [
    'another reason',
    refusal,
    { ...record, reason: 'token_expired' as const },
    'recorded as token_accepted failure token_expired',
  ],
  [
    'a reason on the wire',
    { ...refusal, text: '{"error":"audience_mismatch"}' },
    record,
    'the wire tells the precise reason',
  ],
  ['as it should be', refusal, record, undefined],
])('%s', (_title, answer, found, fault) => {
  expect(faultIn(answer, found, expected)).toBe(fault)
})

test('what the person must act on is told', () => {
  const answer = { ...refusal, text: '{"reason":"audience_mismatch"}' }
  expect(faultIn(answer, record, { ...expected, told: true })).toBeUndefined()
})

test('an attack whose request is refused without its twist, too, proves nothing', async () => {
  const attack: Attack = {
    title: 'x',
    playbook: 'x',
    controls: ['AUD-1'],
    expected,
    control: () => Promise.resolve(refusal),
    attempt: () => Promise.resolve(refusal),
  }
  const endReplicas = (): Promise<void> => Promise.resolve()
  const target = { records: () => [record], endReplicas } as unknown as Target
  expect(await runAttack({ id: 'x', group: 'x', attack }, target)).toMatchObject({
    refused: false,
    fault: 'without the twist it is refused too: 401 invalid_token',
  })
})

test('replicas, which take the orchestrator’s events from it, are there for attacks on replicas alone', async () => {
  const order: string[] = []
  const step = (name: string) => () => {
    order.push(name)
    return Promise.resolve(refusal)
  }
  const honest = { title: 'x', playbook: 'x', controls: ['AUD-1'], expected } as const
  const attack: Attack = { ...honest, control: step('control'), attempt: step('attempt') }
  const target = { records: () => [record], endReplicas: step('replicas end') } as unknown as Target
  await runAttack({ id: 'x', group: 'replicas', attack }, target)
  await runAttack({ id: 'x', group: 'revocation', attack }, target)
  expect(order).toEqual(['control', 'attempt', 'replicas end', 'control', 'attempt'])
})

/** MCP's own, for what it does not serve; a tool's result; what a client that cannot answer a challenge gets instead. */
const OTHER_WORDS = new Set([
  'method-unknown',
  'tool-of-the-prototype',
  'document-of-another-user',
  'challenge-to-an-incapable-client',
])

test('what an attack expects of auth-core is what its table of refusals says', () => {
  for (const { id, group, attack } of attacks) {
    const { reason = '', status, by } = attack.expected
    if (by === 'mock-idp' || !Object.hasOwn(REFUSALS, reason)) continue
    // To a transmitter every fault of an event is a 400, never again, or a 503, try again (RFC 8935 §2.3).
    const inOtherWords =
      OTHER_WORDS.has(id) ||
      (group === 'signals' && [400, 503].includes(status)) ||
      // A process has an exit code.
      group === 'stdio-handshake' ||
      // The vault's pages have words of their own, for people.
      (group === 'account-linking' && by === 'token-vault')
    const known = REFUSALS[reason as keyof typeof REFUSALS].status
    expect({ id, status }).toEqual({ id, status: inOtherWords ? status : known })
  }
})
