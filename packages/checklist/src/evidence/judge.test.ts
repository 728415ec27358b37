import { expect, test } from 'vitest'
import { CONTROLS } from '../controls/index.ts'
import type { Guard } from '../sabotage/guard.ts'
import { declaredTags, tagsIn } from './declared-tags.ts'
import { judge, type Finding, type Found } from './judge.ts'
import { filesToRepeat } from './tagged-tests.ts'
import type { TestOutcome } from './test-outcome.ts'

const control = CONTROLS.find(({ id }) => id === 'AUD-1')!
const file = 'packages/a/src/a.test.ts'
const passed: TestOutcome = { title: 'a b', file, line: 3, tags: ['AUD-1'], status: 'passed', at: 0 }
const guard: Guard = { guard: 'g', file: 'a.ts', cut: 'x', paste: '', red: { file, test: 'b' } }
const refused: Finding = {
  kind: 'attack',
  name: 'claims/audience-other',
  controls: ['AUD-1'],
  result: 'passed',
  done: 'done',
  seen: 'seen',
}
const enough: Found = { tests: [passed], guards: [guard], declared: new Map([[file, ['AUD-1']]]) }

function judged(found: Partial<Found>) {
  const [{ status, why } = { status: undefined, why: [] }] = judge([control], { ...enough, ...found })
  return { status, why }
}

test('a tagged test that passed, and a guard whose removal it notices, prove a control', () => {
  expect(judged({})).toEqual({ status: 'proven', why: [] })
  expect(judged({ findings: [refused] }).status).toBe('proven')
})

test.each<[string, Partial<Found>, string]>([
  ['without a test', { tests: [] }, 'no test with its tag has passed'],
  [
    'with the tests of another',
    { tests: [{ ...passed, tags: ['AUD-2'] }] },
    'no test with its tag has passed',
  ],
  [
    'of which a test failed',
    { tests: [passed, { ...passed, status: 'failed', message: 'no' }] },
    'test a b: no',
  ],
  [
    'of which a test was skipped',
    { tests: [passed, { ...passed, status: 'skipped' }] },
    'test a b: skipped: it did not run to its end',
  ],
  [
    'of which an attack was not refused',
    { findings: [{ ...refused, result: 'failed', seen: 'accepted: 200' }] },
    'attack claims/audience-other: accepted: 200',
  ],
  [
    'of which a file did not run',
    {
      declared: new Map([
        [file, ['AUD-1']],
        ['b.test.ts', ['AUD-1']],
      ]),
    },
    'tagged, but did not run: b.test.ts',
  ],
  ['without a guard', { guards: [] }, 'no guard is known whose removal one of its tests notices'],
  [
    'with a guard of a test in another file',
    { guards: [{ ...guard, red: { file: 'b.test.ts', test: 'b' } }] },
    'no guard is known whose removal one of its tests notices',
  ],
])('a control %s is not proven', (_title, found, why) => {
  expect(judged(found)).toMatchObject({ status: 'failed', why: expect.arrayContaining([why]) as string[] })
})

test('what this machine lacks is said, and neither proves a control nor turns it red', () => {
  const lacking: TestOutcome = { ...passed, status: 'skipped', lacking: 'no /proc' }
  const leftOut: Finding = { ...refused, result: 'left out', seen: 'no Valkey' }
  expect(judged({ tests: [passed, lacking], findings: [leftOut] })).toEqual({ status: 'proven', why: [] })
  expect(judged({ tests: [lacking], findings: [leftOut] })).toEqual({
    status: 'failed',
    why: ['no test with its tag has passed'],
  })
  const [outcome] = judge([control], { ...enough, tests: [passed, lacking], findings: [leftOut] })
  expect(outcome?.evidence.map(({ result, seen }) => [result, seen])).toEqual([
    ['left out', 'no Valkey'],
    ['passed', 'passed'],
    ['left out', 'no /proc'],
  ])
})

test('what is excluded says why, whatever ran', () => {
  const [outcome] = judge([{ ...control, excluded: 'not here' }], { ...enough, tests: [] })
  expect(outcome).toMatchObject({ status: 'excluded', why: ['not here'] })
})

test('tags are read from the sources, once each', () => {
  const source = "test('a', { tags: ['AUD-1', 'POP-2'] }, f)\ntest('b', { timeout: 1, tags: ['AUD-1'] }, f)"
  expect(tagsIn(source)).toEqual(['AUD-1', 'POP-2'])
  expect(tagsIn('tags: [...controls]')).toEqual([])
})

test('ids that a test of the judging has as data are no tags: it would be missed in every run', () => {
  const files = [...declaredTags('all').keys()]
  expect(files.length).toBeGreaterThan(50)
  expect(files.filter((name) => name.includes('checklist/src/evidence'))).toEqual([])
})

test('a file is run again by itself when one of its tests failed beside others, or none of them ran', () => {
  const outcomes: TestOutcome[] = [
    passed,
    { ...passed, file: 'b', status: 'failed' },
    { ...passed, file: 'b' },
  ]
  expect(filesToRepeat([file, 'b', 'c'], outcomes)).toEqual(['b', 'c'])
})
