import { Icon } from '../../shell/icon.tsx'
import { short } from '../record/comparison.ts'
import { lengthOf, type Hop } from '../record/hop.ts'
import { nameOf } from '../record/party.ts'

interface HopListProps {
  hops: readonly Hop[]
  position: number
  onChoose: (index: number) => void
}

const ICONS = { success: 'check', failure: 'refused', challenge: 'clock' } as const
const OUTCOMES = { success: 'Done', failure: 'Refused', challenge: 'Asked for more' } as const

/** The timeline: what the drawing shows, in words, and how long it took. */
export function HopList({ hops, position, onChoose }: HopListProps) {
  const whole = Math.max(lengthOf(hops), 1)
  return (
    <ol className="hops" aria-label="Hops">
      {hops.map(({ key, record, title, at, took, step }, index) => (
        <li
          key={key}
          className={`outcome-${record.outcome}`}
          aria-current={index + 1 === position ? 'step' : undefined}
        >
          <button type="button" onClick={() => onChoose(index)}>
            <span className="hop-icon">
              <Icon name={ICONS[record.outcome]} />
              <span className="visually-hidden">{OUTCOMES[record.outcome]}: </span>
            </span>
            <span className="hop-text">
              <span className="hop-title">{title}</span>
              <span className="hop-note">
                {nameOf(record.service)}
                {step !== undefined && ` · step ${step}`}
                {record.outcome === 'failure' && record.reason !== undefined && (
                  <>
                    {' · '}
                    <code>{record.reason}</code>
                  </>
                )}
              </span>
              <Scopes requested={record.scopes?.requested} granted={record.scopes?.granted} />
            </span>
            <span className="hop-time">
              <span>{at === 0 ? 'start' : `+${at} ms`}</span>
              {took !== undefined && <span>took {Math.round(took)} ms</span>}
              <svg className="hop-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect
                  x={Math.max(0, ((at - (took ?? 0)) / whole) * 98)}
                  y="0"
                  width={Math.max(2, ((took ?? 0) / whole) * 100)}
                  height="4"
                />
              </svg>
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function Scopes({
  requested,
  granted,
}: {
  requested?: string[] | undefined
  granted?: string[] | undefined
}) {
  if (!requested?.length && !granted?.length) return null
  return (
    <span className="hop-scopes">
      {requested !== undefined && requested.length > 0 && (
        <span>
          asked for{' '}
          {requested
            .map(short)
            .filter((scope) => !OIDC.has(scope))
            .join(', ')}
        </span>
      )}
      {granted !== undefined && granted.length > 0 && <span>granted {granted.join(', ')}</span>}
    </span>
  )
}

const OIDC = new Set(['openid', 'profile', 'email', 'offline_access'])
