import type { Catalogue, CatalogueAccount } from '../wire/catalogue.ts'
import type { Operation } from '../wire/operation.ts'
import { nameOfTier } from '../chat/name-of-tier.ts'
import { elementId } from './pointed-at.tsx'
import type { Operations } from './use-operations.ts'
import { actionsAt, WaitingCard } from './waiting-card.tsx'

interface WaitingItemProps {
  operation: Operation
  operations: Operations
  username: string
  catalogue: Catalogue | undefined
  /** Shows the call in the conversation; absent: it belongs to another one, or to none. */
  onShow: (() => void) | undefined
}

/** One operation that waits, wherever it began. */
export function WaitingItem({ operation, operations, username, catalogue, onShow }: WaitingItemProps) {
  const { attempts, opened, desk } = operations
  const heading = `waiting-${operation.id}`
  return (
    <li>
      <article className="waiting-item" id={elementId(operation)} aria-labelledby={heading} tabIndex={-1}>
        <header>
          <h3 id={heading}>{operation.kind === 'job' ? 'A job of yours' : 'A call of the agent'}</h3>
          {operation.server !== undefined && (
            <span className="tool-server">{nameOfTier(operation.server, catalogue)}</span>
          )}
        </header>
        <WaitingCard
          operation={operation}
          attempt={attempts[operation.id]}
          opened={opened.has(operation.id)}
          askedBy={nameOfTier(operation.needs?.by ?? 'orchestrator', catalogue)}
          username={username}
          account={accountIn(catalogue, operation)}
          actions={actionsAt(desk)}
        />
        {onShow ? (
          <button type="button" className="button quiet" onClick={onShow}>
            Show it in the conversation
          </button>
        ) : (
          operation.kind === 'tool_call' && <p className="hint">From another conversation.</p>
        )}
      </article>
    </li>
  )
}

function accountIn(
  catalogue: Catalogue | undefined,
  { server, needs }: Operation,
): CatalogueAccount | undefined {
  return catalogue?.servers.find(({ name }) => name === (server ?? needs?.by))?.account
}
