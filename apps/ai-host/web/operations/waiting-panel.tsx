import type { Catalogue } from '../wire/catalogue.ts'
import type { Operation } from '../wire/operation.ts'
import { EndedOperations } from './ended-operations.tsx'
import { PointedAt } from './pointed-at.tsx'
import type { Operations } from './use-operations.ts'
import { isOpen } from './waiting.ts'
import { WaitingItem } from './waiting-item.tsx'

interface WaitingPanelProps {
  operations: Operations
  username: string
  catalogue: Catalogue | undefined
  /** Of the conversation that is open. */
  conversation: string
  /** Shows a call of that conversation. */
  onShow: (operation: Operation) => void
  onShowJobs: () => void
  /** The one that the person came for. */
  pointedAt: string | undefined
}

/** All that waits for the person: calls of any conversation, and jobs. */
export function WaitingPanel({
  operations,
  username,
  catalogue,
  conversation,
  onShow,
  onShowJobs,
  pointedAt,
}: WaitingPanelProps) {
  const open = operations.operations.filter(isOpen)
  const ended = operations.operations.filter((operation) => !isOpen(operation))
  return (
    <div className="waiting" data-testid="waiting">
      {operations.failure && (
        <p className="trouble" role="alert">
          <strong>{operations.failure.title}.</strong> The list could not be loaded.{' '}
          <button type="button" className="button small" onClick={() => void operations.desk.load()}>
            Load again
          </button>
        </p>
      )}
      {pointedAt !== undefined && <PointedAt id={pointedAt} operations={operations} username={username} />}
      {!operations.loaded && !operations.failure && <p className="hint">Loading…</p>}
      {operations.loaded && open.length === 0 && !operations.failure && (
        <p className="hint">
          Nothing waits for you. When a step needs a stronger sign-in, or an account of yours, it waits here.
        </p>
      )}
      <ul>
        {open.map((operation) => {
          const here = operation.conversation === conversation && operation.toolCallId !== undefined
          return (
            <WaitingItem
              key={operation.id}
              operation={operation}
              operations={operations}
              username={username}
              catalogue={catalogue}
              onShow={here ? () => onShow(operation) : undefined}
            />
          )
        })}
      </ul>
      <EndedOperations operations={ended} onShowJobs={onShowJobs} />
    </div>
  )
}
