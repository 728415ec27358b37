import { expect, test } from 'vitest'
import { whoseChain } from './whose-chain.ts'

const alice = { tid: 't', oid: 'alice' }
const trace = 'a'.repeat(32)
const record = (subject: unknown, overlay = {}) => ({
  service: 'mock-graph',
  outcome: 'failure',
  ...(subject === undefined ? {} : { subject }),
  ...overlay,
})
const of = (...records: Record<string, unknown>[]) => ({
  id: 'x',
  refused: true,
  by: 'mock-graph',
  reason: 'y',
  status: 401,
  traceId: trace,
  inSystem: true,
  exchanges: [],
  records,
})

test('the chain of an attack is linked for the person whom the refusal names, and for nobody else', () => {
  expect(whoseChain(of(record(alice)), alice)).toEqual({ of: 'this person', trace })
  expect(whoseChain(of(record(alice)), { tid: 't', oid: 'bob' })).toEqual({ of: 'another person' })
  expect(whoseChain(of(record(alice)), { tid: 'other', oid: 'alice' })).toEqual({ of: 'another person' })
})

test('a refusal without a person, or with one that is none, is the auditor’s alone', () => {
  for (const subject of [undefined, 'alice', { oid: 'alice' }]) {
    expect(whoseChain(of(record(subject)), alice)).toEqual({ of: 'nobody' })
  }
  expect(whoseChain(of(), alice)).toEqual({ of: 'nobody' })
})

test('what the person did on the way to somebody else’s refusal, or in another service, is no reason to link', () => {
  const success = record(alice, { outcome: 'success' })
  const elsewhere = record(alice, { service: 'orchestrator' })
  expect(whoseChain(of(success, elsewhere), alice)).toEqual({ of: 'nobody' })
  expect(whoseChain(of(success, record({ tid: 't', oid: 'bob' }), elsewhere), alice)).toEqual({
    of: 'another person',
  })
})

test('what a service of the lab refused is in no audit trail', () => {
  expect(whoseChain({ ...of(record(alice)), inSystem: false }, alice)).toEqual({ of: 'a service of the lab' })
})
