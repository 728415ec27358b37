import { expect, test } from 'vitest'
import { interleave, type Candidate } from './interleave.ts'

/** A candidate that takes no time and claims to have used `micros` of CPU time per operation. */
function pretend(name: string, micros: number, order: string[]): Candidate {
  let used = 0
  return {
    name,
    run: (count) => {
      order.push(name)
      used += count * micros
      const end = performance.now() + 0.2
      while (performance.now() < end);
    },
    cpu: () => used,
  }
}

test('the cost of one operation is what the CPU clock says, in each round', async () => {
  const measured = await interleave([pretend('a', 5, []), pretend('b', 20, [])], {
    rounds: 3,
    slice: 0.2,
    warmUp: 1,
  })
  expect(measured.get('a')).toEqual([5, 5, 5].map((value) => expect.closeTo(value) as number))
  expect(measured.get('b')).toEqual([20, 20, 20].map((value) => expect.closeTo(value) as number))
})

test('each round has every candidate once, and the order changes', async () => {
  const order: string[] = []
  const names = ['a', 'b', 'c']
  const rounds = 12
  await interleave(
    names.map((name) => pretend(name, 1, order)),
    { rounds, slice: 0.2, warmUp: 0 },
  )
  const measuredOnly = order.slice(-rounds * names.length)
  const perRound = Array.from({ length: rounds }, (_, round) => measuredOnly.slice(round * 3, round * 3 + 3))
  for (const round of perRound) expect(round.toSorted()).toEqual(names)
  expect(new Set(perRound.map(String)).size).toBeGreaterThan(1)
})

test('two candidates of one name are a mistake', async () => {
  const twice = [pretend('a', 1, []), pretend('a', 1, [])]
  await expect(interleave(twice, { rounds: 1, slice: 0.1, warmUp: 0 })).rejects.toThrow('one name')
})

test('what a candidate throws ends the benchmark', async () => {
  const broken: Candidate = { name: 'broken', run: () => Promise.reject(new Error('wrong answer')) }
  await expect(interleave([broken], { rounds: 1, slice: 0.1, warmUp: 0 })).rejects.toThrow('wrong answer')
})
