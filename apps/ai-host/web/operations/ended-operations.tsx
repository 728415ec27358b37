import type { Operation } from '../wire/operation.ts'
import { clockTime } from './clock-time.ts'
import { elementId } from './pointed-at.tsx'
import { endWords } from './waiting.ts'

interface EndedOperationsProps {
  operations: readonly Operation[]
  /** Opens the jobs: what came out of one is kept there. */
  onShowJobs: () => void
}

export function EndedOperations({ operations, onShowJobs }: EndedOperationsProps) {
  if (operations.length === 0) return null
  return (
    <section aria-labelledby="ended">
      <h3 id="ended">Ended lately</h3>
      <ul className="ended">
        {operations.map((operation) => (
          <li key={operation.id} id={elementId(operation)} className={operation.state} tabIndex={-1}>
            <span>{operation.title}</span>
            <span className="hint">
              {endWords(operation)} · asked {clockTime(operation.createdAt)}
            </span>
            {operation.kind === 'job' && operation.state === 'done' && (
              <button type="button" className="button small" onClick={onShowJobs}>
                See the result under “Jobs”
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
