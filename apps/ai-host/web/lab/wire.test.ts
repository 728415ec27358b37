import * as theirs from '@chain-of-trust/checklist/lab-wire'
import { expect, expectTypeOf, test } from 'vitest'
import type * as z from 'zod'
import * as ours from './wire.ts'

test('what the lab sends is what the page takes', () => {
  expectTypeOf<z.output<typeof theirs.Attacks>>().toExtend<z.input<typeof ours.Attacks>>()
  expectTypeOf<z.output<typeof theirs.Pairs>>().toExtend<z.input<typeof ours.Pairs>>()
  expectTypeOf<theirs.RunLine>().toExtend<z.input<typeof ours.RunLine>>()
})

const SOURCE = { file: 'packages/auth-core/src/dpop-proof.ts', line: 64, code: "throw invalid('htm')" }
const EXCHANGE = {
  sent: {
    method: 'GET',
    url: 'http://localhost:4491/v1.0/me',
    headers: ['authorization', 'dpop'],
    tokens: [{ as: 'DPoP', header: { alg: 'RS256' }, claims: { aud: 'x' } }],
    body: '{}',
  },
  received: { status: 401, error: 'invalid_token', body: '{}' },
}
const SIDE = {
  succeeded: true,
  loot: ['a file'],
  exchanges: [EXCHANGE],
  status: 200,
  records: [{ event: 'token_accepted' }],
  log: [],
}
const RESULT = {
  id: 'dpop/wrong-method',
  refused: true,
  by: 'mock-graph',
  reason: 'dpop_proof_invalid',
  status: 401,
  source: SOURCE,
  traceId: 'x',
  inSystem: true,
  exchanges: [EXCHANGE],
  records: [{}],
}

test.each<theirs.RunLine>([
  { type: 'started', run: 'x', total: 2 },
  { type: 'running', id: 'dpop/wrong-method' },
  { type: 'attack', result: RESULT },
  {
    type: 'pair',
    result: {
      id: 'pairs/x',
      exploited: true,
      refused: true,
      vulnerable: SIDE,
      hardened: { ...SIDE, refusal: { ...SOURCE, by: 'mock-graph', reason: 'audience_mismatch' } },
    },
  },
  { type: 'failed', message: 'x' },
  { type: 'ended', done: 2, asExpected: 2 },
])('a line “$type” reads the same on both sides', (line) => {
  const { run: _run, ...kept } = theirs.RunLine.parse(line) as Record<string, unknown>
  expect(ours.RunLine.parse(line)).toEqual(kept)
})
