import { Icon } from '../../shell/icon.tsx'
import type { Move, Playback } from '../record/playback.ts'

interface PlayerProps {
  playback: Playback
  onMove: (move: Move) => void
}

/** Replays a request, hop by hop. */
export function Player({ playback: { position, length, playing }, onMove }: PlayerProps) {
  return (
    <fieldset className="player" aria-label="Replay">
      <button
        type="button"
        className="button icon-button quiet"
        aria-label="To the start"
        disabled={position === 0}
        onClick={() => onMove({ to: 'first' })}
      >
        <Icon name="first" />
      </button>
      <button
        type="button"
        className="button icon-button quiet"
        aria-label="One hop back"
        disabled={position === 0}
        onClick={() => onMove({ to: 'previous' })}
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        className="button small play"
        onClick={() => onMove({ to: playing ? 'pause' : 'play' })}
      >
        <Icon name={playing ? 'pause' : 'play'} /> {playing ? 'Pause' : 'Replay'}
      </button>
      <button
        type="button"
        className="button icon-button quiet"
        aria-label="One hop forward"
        disabled={position === length}
        onClick={() => onMove({ to: 'next' })}
      >
        <Icon name="forward" />
      </button>
      <button
        type="button"
        className="button icon-button quiet"
        aria-label="To the end"
        disabled={position === length}
        onClick={() => onMove({ to: 'last' })}
      >
        <Icon name="last" />
      </button>
      <span className="hint">
        Hop {position} of {length}
      </span>
    </fieldset>
  )
}
