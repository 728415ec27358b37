import { useState } from 'react'
import { Icon } from '../shell/icon.tsx'
import { CopyButton } from './copy-button.tsx'
import type { Failure } from './failure.ts'

export const RETRY_BLOCKED = 'Try again, once it is fixed'

interface BlockedCardProps {
  failure: Pick<Failure, 'title' | 'who' | 'how' | 'correlationId'>
  /** Who refused, for people. */
  by?: string
  /** What the agent or the page was about to do. */
  tried?: string
  /** ISO 8601; absent: now. */
  at?: string | undefined
  /** Of our own records. */
  traceId?: string | undefined
  /** Once somebody has fixed it. Never a sign-in: that would end at the same refusal. */
  onRetry?: (() => void) | undefined
}

/** No proof that the person could give would help: who can, how, and what they need to find it. */
export function BlockedCard({ failure, by, tried, at, traceId, onRetry }: BlockedCardProps) {
  const [shownAt] = useState(() => new Date().toISOString())
  const { title, who, how, correlationId } = failure
  const when = at ?? shownAt
  return (
    <div className="refusal" data-testid="blocked">
      <Icon name="refused" />
      <div>
        <p role="alert">{title}.</p>
        <dl className="facts">
          <dt>Who can fix it</dt>
          <dd>{who}</dd>
          <dt>How</dt>
          <dd>{how}</dd>
          {tried !== undefined && (
            <>
              <dt>What was tried</dt>
              <dd>{tried}</dd>
            </>
          )}
          {by !== undefined && (
            <>
              <dt>Refused by</dt>
              <dd>{by}</dd>
            </>
          )}
          <dt>When</dt>
          <dd>
            <time dateTime={when}>{moment(when)}</time>
          </dd>
          <Identifier name="Correlation id" value={correlationId} />
          <Identifier name="Trace id" value={traceId} />
        </dl>
        {onRetry && (
          <button type="button" className="button" onClick={onRetry}>
            {RETRY_BLOCKED}
          </button>
        )}
      </div>
    </div>
  )
}

function Identifier({ name, value }: { name: string; value: string | undefined }) {
  if (value === undefined) return null
  return (
    <>
      <dt>{name}</dt>
      <dd className="identifier">
        <code>{value}</code> <CopyButton text={value} what={name.toLowerCase()} />
      </dd>
    </>
  )
}

/** With seconds and time zone: it is for a log. */
function moment(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
}
