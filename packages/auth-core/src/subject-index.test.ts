import { expect, test } from 'vitest'
import { subjectIndex } from './subject-index.ts'

const alice = { tid: 't', oid: 'alice' }
const bob = { tid: 't', oid: 'bob' }

test('the keys of a person, of a tenant, and of nobody', () => {
  const index = subjectIndex()
  index.add(alice, 'a1')
  index.add(alice, 'a2')
  index.add(bob, 'b')
  index.add({ tid: 'other', oid: 'alice' }, 'o')
  expect(index.keysOf(alice)).toEqual(['a1', 'a2'])
  expect(index.keysOf({ tid: 't' })).toEqual(['a1', 'a2', 'b'])
  expect(index.keysOf({ tid: 'nowhere' })).toEqual([])
  index.remove(alice, 'a1')
  index.remove(alice, 'a2')
  index.remove(alice, 'a2')
  expect(index.keysOf({ tid: 't' })).toEqual(['b'])
})
