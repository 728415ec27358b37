import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { Icon } from '../../shell/icon.tsx'
import { drawingOf } from '../draw/drawing.ts'
import { EXPLAIN_STEPS } from '../explain-steps.ts'
import { ChainGraph } from './chain-graph.tsx'
import { Legend } from './legend.tsx'

const LAST = EXPLAIN_STEPS.length - 1

/** The ten steps in big type, for a presentation: arrow keys go on and back, Escape leaves. */
export function Explain({ onLeave }: { onLeave: () => void }) {
  const [index, setIndex] = useState(0)
  const step = EXPLAIN_STEPS[index]!
  const drawing = useMemo(() => drawingOf(EXPLAIN_STEPS, index + 1), [index])
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const go = moveOf(event.key, index)
    if (go === undefined) return
    event.preventDefault()
    if (go === 'leave') onLeave()
    else setIndex(go)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
  return (
    <section className="explain" data-testid="explain" aria-label="The chain, explained">
      <div className="explain-text" aria-live="polite">
        <p className="explain-step">
          Step {step.n} of {EXPLAIN_STEPS.length}
        </p>
        <h2 ref={heading} tabIndex={-1}>
          {step.title}
        </h2>
        <p>{step.text}</p>
      </div>
      <ChainGraph drawing={drawing} label={`Drawing of step ${step.n}: ${step.title}`} />
      <div className="explain-footer">
        <Legend />
        <div className="actions">
          <button type="button" className="button" disabled={index === 0} onClick={() => setIndex(index - 1)}>
            <Icon name="back" /> Back
          </button>
          <button
            type="button"
            className="button primary"
            disabled={index === LAST}
            onClick={() => setIndex(index + 1)}
          >
            Next <Icon name="forward" />
          </button>
          <button type="button" className="button quiet" onClick={onLeave}>
            Leave
          </button>
          <span className="hint">Arrow keys work too.</span>
        </div>
      </div>
    </section>
  )
}

/** @returns the step to show, `leave`, or undefined for a key that means nothing here */
function moveOf(key: string, index: number): number | 'leave' | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'PageDown':
      return Math.min(index + 1, LAST)
    case 'ArrowLeft':
    case 'PageUp':
      return Math.max(index - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return LAST
    case 'Escape':
      return 'leave'
    default:
      return undefined
  }
}
