/** Which hop of a request is shown. `length` of them: 0 is before the first, `length` is after the last. */
export interface Playback {
  length: number
  position: number
  playing: boolean
  /** New hops are shown as they come. */
  following: boolean
}

export type Move =
  | { to: 'play' | 'pause' | 'first' | 'last' | 'next' | 'previous' | 'tick' }
  | { to: 'hop'; index: number }
  | { to: 'grow'; length: number }

export const atTheEnd = (length: number): Playback => ({
  length,
  position: length,
  playing: false,
  following: true,
})

/** What a move of the person, the clock or the live stream makes of it. Whoever steps back is not torn to the end by news. */
export function played(now: Playback, move: Move): Playback {
  const at = (position: number, playing = false): Playback => {
    const bounded = Math.min(Math.max(position, 0), now.length)
    return { ...now, position: bounded, playing, following: bounded === now.length && !playing }
  }
  switch (move.to) {
    case 'play':
      // From the end it starts over.
      return {
        ...now,
        position: now.position >= now.length ? 0 : now.position,
        playing: true,
        following: false,
      }
    case 'pause':
      return at(now.position)
    case 'first':
      return at(0)
    case 'last':
      return at(now.length)
    case 'next':
      return at(now.position + 1)
    case 'previous':
      return at(now.position - 1)
    case 'hop':
      return at(move.index + 1)
    case 'tick':
      return now.playing ? at(now.position + 1, now.position + 1 < now.length) : now
    case 'grow':
      return {
        ...now,
        length: move.length,
        position: now.following ? move.length : Math.min(now.position, move.length),
      }
  }
}
