import { expect, test } from 'vitest'
import type { Trace } from '../../wire/audit-trail.ts'
import { TRACE, WALKTHROUGH } from '../walkthrough.fixture.ts'
import { isWorthSeeing, recordsOf, withRecord } from './requests.ts'

const watched = () => WALKTHROUGH.reduce<Trace[]>(withRecord, []).find(({ trace_id: id }) => id === TRACE)!

test('a request that is watched live looks as it will look in the list', () => {
  const own = WALKTHROUGH.filter(({ record }) => record.trace_id === TRACE)
  expect(watched()).toMatchObject({ records: own.length, outcome: 'success' })
  expect(watched().services.toSorted()).toEqual(['mcp-sharepoint', 'mock-graph', 'orchestrator'])
  expect(isWorthSeeing(watched())).toBe(true)
})

test('each look at this page is on the record too, and is not shown: it would never end', () => {
  expect(isWorthSeeing({ ...watched(), services: ['audit-trail'], outcome: 'failure' })).toBe(false)
  expect(isWorthSeeing({ ...watched(), tools: [] })).toBe(false)
})

test('what the issuer wrote of the request’s tokens belongs to it, and nothing else of the issuer’s', () => {
  const other = { ...WALKTHROUGH.find(({ log }) => log === 'mock-idp')!, id: 99, seq: 99 }
  const stray = { ...other, record: { ...other.record, token: { uti: 'of somebody' } } }
  const ids = recordsOf([...WALKTHROUGH, stray], TRACE).map(({ id }) => id)
  expect(ids).toHaveLength(WALKTHROUGH.length)
  expect(ids).not.toContain(99)
})
