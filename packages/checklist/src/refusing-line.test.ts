import { expect, test } from 'vitest'
import { loadAttacks } from './load-attacks.ts'
import { lineWith, NOTHING_TO_REFUSE, refusingLine, ROWS } from './refusing-line.ts'

const attacks = await loadAttacks()

test.each(attacks)('one line refuses $group/$id', (named) => {
  const line = refusingLine(named)
  expect(line === undefined).toBe(NOTHING_TO_REFUSE.has(`${named.group}/${named.id}`))
  expect(line?.code).not.toBe('')
})

test.each(ROWS)('$text is one line of $file', (row) => {
  expect(lineWith(row).line).toBeGreaterThan(0)
})

test('no row is for nothing: an attack, or a reason that one expects', () => {
  const known = new Set(
    attacks.flatMap(({ group, id, attack: { expected } }) => [
      `${group}/${id}`,
      expected.reason ?? expected.error ?? '',
    ]),
  )
  expect(ROWS.flatMap(({ of }) => of).filter((name) => !known.has(name))).toEqual([])
})

test('a line that has moved, or is not the only one, is told', () => {
  const file = 'packages/auth-core/src/dpop-proof.ts'
  expect(() => lineWith({ file, text: 'no such text' })).toThrow('has 0 lines with: no such text')
  expect(() => lineWith({ file, text: 'const' })).toThrow(/has \d\d? lines/)
})

test('a reason that no line gives is told with the attack', () => {
  const [some] = attacks
  const attack = { ...some!.attack, expected: { ...some!.attack.expected, reason: 'made_up' } }
  expect(() => refusingLine({ id: 'x', group: 'y', attack })).toThrow('y/x: 0 lines of')
})
