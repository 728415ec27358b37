import { useEffect, useEffectEvent } from 'react'
import { clockTime } from './clock-time.ts'

/** The longest that a browser's timer can wait. */
const LONGEST = 2 ** 31 - 1

/** Until when an operation waits; once that has passed, the server is asked what became of it. */
export function WaitsUntil({ expiresAt, onOverdue }: { expiresAt: string; onOverdue: () => void }) {
  const overdue = useEffectEvent(onOverdue)
  useEffect(() => {
    const left = Date.parse(expiresAt) - Date.now()
    if (Number.isNaN(left) || left > LONGEST) return undefined
    const timer = setTimeout(overdue, Math.max(left, 0) + 1000)
    return () => clearTimeout(timer)
  }, [expiresAt])
  return (
    <>
      <dt>Waits until</dt>
      <dd>
        <time dateTime={expiresAt}>{clockTime(expiresAt)}</time>
      </dd>
    </>
  )
}
