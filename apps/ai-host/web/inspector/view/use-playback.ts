import { useEffect, useReducer } from 'react'
import { atTheEnd, played, type Move, type Playback } from '../record/playback.ts'

/** Milliseconds per hop: time to read its title. */
const PACE = 1400

/** Plays the hops of one request; key it by the request. */
export function usePlayback(length: number): [Playback, (move: Move) => void] {
  const [playback, move] = useReducer(played, length, atTheEnd)
  useEffect(() => move({ to: 'grow', length }), [length])
  useEffect(() => {
    if (!playback.playing) return undefined
    const timer = setInterval(() => move({ to: 'tick' }), PACE)
    return () => clearInterval(timer)
  }, [playback.playing])
  return [playback, move]
}
