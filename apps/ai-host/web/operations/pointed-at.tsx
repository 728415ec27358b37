import { useEffect } from 'react'
import type { Operation } from '../wire/operation.ts'
import type { Operations } from './use-operations.ts'

interface PointedAtProps {
  /** The id that a link, or a job, names. Nothing is asked of the server by it. */
  id: string
  operations: Operations
  username: string
}

/** Brings the person to the operation that they came for, or says that it is not theirs to see. */
export function PointedAt({ id, operations: { operations, loaded }, username }: PointedAtProps) {
  const found = operations.some((operation) => operation.id === id)
  useEffect(() => {
    if (found) document.querySelector<HTMLElement>(`#${CSS.escape(elementId({ id }))}`)?.focus()
  }, [found, id])
  if (found || !loaded) return null
  return (
    <output className="notice">
      What you came for is not in your list. It ended more than a day ago, or it belongs to another account
      than {username}.
    </output>
  )
}

/** Of the element that shows an operation in the list. */
export function elementId({ id }: Pick<Operation, 'id'>): string {
  return `operation-${id}`
}
