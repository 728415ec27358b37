import { expect, test } from 'vitest'
import { atTheEnd, played, type Move } from './playback.ts'

const after = (length: number, ...moves: Move[]) => moves.reduce(played, atTheEnd(length))

test('a replay starts over from the end, goes hop by hop, and stops at the last', () => {
  expect(after(3, { to: 'play' })).toMatchObject({ position: 0, playing: true })
  expect(after(3, { to: 'play' }, { to: 'tick' }, { to: 'tick' })).toMatchObject({
    position: 2,
    playing: true,
  })
  const ended = after(3, { to: 'play' }, { to: 'tick' }, { to: 'tick' }, { to: 'tick' })
  expect(ended).toMatchObject({ position: 3, playing: false })
})

test('whoever steps back is not torn to the end by a new hop; whoever watches the end follows', () => {
  expect(after(3, { to: 'previous' }, { to: 'grow', length: 4 })).toMatchObject({ position: 2, length: 4 })
  expect(after(3, { to: 'grow', length: 4 })).toMatchObject({ position: 4 })
  expect(after(3, { to: 'previous' }, { to: 'last' }, { to: 'grow', length: 4 })).toMatchObject({
    position: 4,
  })
})

test('no step leads out of the request, and a step stops the replay', () => {
  expect(after(2, { to: 'next' })).toMatchObject({ position: 2 })
  expect(after(2, { to: 'first' }, { to: 'previous' })).toMatchObject({ position: 0 })
  expect(after(2, { to: 'play' }, { to: 'next' })).toMatchObject({ position: 1, playing: false })
  expect(after(4, { to: 'hop', index: 1 })).toMatchObject({ position: 2 })
})
