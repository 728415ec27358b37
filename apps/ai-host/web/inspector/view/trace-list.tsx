import { clockTime } from '../../operations/clock-time.ts'
import { Icon } from '../../shell/icon.tsx'
import { goTo } from '../../shell/route.ts'
import type { Trace } from '../../wire/audit-trail.ts'

interface TraceListProps {
  traces: readonly Trace[]
  shown: string | undefined
  more: (() => void) | undefined
}

const ICONS = { success: 'check', failure: 'refused', challenge: 'clock' } as const
const OUTCOMES = { success: 'Done', failure: 'Refused', challenge: 'Asked for more' } as const

export function TraceList({ traces, shown, more }: TraceListProps) {
  return (
    <nav className="traces" aria-label="Requests">
      <ul>
        {traces.map(({ trace_id: id, began, ended, tools, outcome, reason, services }) => (
          <li key={id} className={`outcome-${outcome}`}>
            <button
              type="button"
              aria-current={id === shown}
              onClick={() => goTo({ page: 'chain', trace: id })}
            >
              <span className="hop-icon">
                <Icon name={ICONS[outcome]} />
                <span className="visually-hidden">{OUTCOMES[outcome]}: </span>
              </span>
              <span>
                <span className="trace-tools">{nameOfTools(tools) || services.join(', ')}</span>
                <span className="hop-note">
                  {clockTime(began)} · {Date.parse(ended) - Date.parse(began)} ms
                  {reason !== undefined && ` · ${reason}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" className="button small" onClick={more}>
          Earlier requests
        </button>
      )}
    </nav>
  )
}

/** Each tier names the tool in its own way: the orchestrator's has the server in it. */
function nameOfTools(tools: readonly string[]): string {
  const whole = tools.filter((tool) => tool.includes('/'))
  return (whole.length > 0 ? whole : tools)
    .map((tool) => tool.slice(tool.indexOf('/') + 1).replaceAll('_', ' '))
    .join(', ')
}
