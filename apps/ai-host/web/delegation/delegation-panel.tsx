import type { Catalogue } from '../wire/catalogue.ts'
import { count, delegationOf, withhold, type DelegationChange, type Withheld } from './delegation.ts'
import { ServerPermissions } from './server-permissions.tsx'

interface DelegationPanelProps {
  catalogue: Catalogue
  withheld: Withheld
  onChange: (change: DelegationChange) => void
}

/** Which permissions this conversation may use. The person can narrow them at any time. */
export function DelegationPanel({ catalogue, withheld, onChange }: DelegationPanelProps) {
  const delegated = delegationOf(catalogue, withheld)
  const all = count(delegationOf(catalogue, {}))
  const readOnly = delegationOf(catalogue, withhold({}, { type: 'read_only', catalogue }))
  const isEverything = count(delegated) === all
  const isReadOnly = JSON.stringify(delegated) === JSON.stringify(readOnly)
  return (
    <div className="delegation" data-testid="delegation-panel">
      <p className="delegation-lead">
        This conversation may use{' '}
        <strong>
          {count(delegated)} of {all}
        </strong>{' '}
        permissions. The agent asks for the one that a step needs, and never for one that you switch off.
      </p>
      <fieldset className="segments">
        <legend className="visually-hidden">Choose permissions at once</legend>
        <button
          type="button"
          aria-pressed={isReadOnly}
          onClick={() => onChange({ type: 'read_only', catalogue })}
        >
          Read only
        </button>
        <button type="button" aria-pressed={isEverything} onClick={() => onChange({ type: 'everything' })}>
          Everything
        </button>
      </fieldset>
      {catalogue.servers.map((server) => (
        <ServerPermissions
          key={server.name}
          server={server}
          delegated={delegated[server.name] ?? []}
          onToggle={(scope) => onChange({ type: 'toggle', server: server.name, scope })}
        />
      ))}
    </div>
  )
}
