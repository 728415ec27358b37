import { useId } from 'react'
import type { CatalogueServer } from '../wire/catalogue.ts'

interface ServerPermissionsProps {
  server: CatalogueServer
  delegated: readonly string[]
  onToggle: (scope: string) => void
}

export function ServerPermissions({ server, delegated, onToggle }: ServerPermissionsProps) {
  const id = useId()
  return (
    <fieldset className="permissions">
      <legend>{server.title}</legend>
      {server.scopes.map(({ value, description }) => {
        const tools = server.tools.filter((tool) => tool.scopes.includes(value))
        const needsApproval = tools.some((tool) => tool.approval)
        const described = `${id}-${value}`
        return (
          <div key={value} className="permission">
            <input
              type="checkbox"
              id={`${described}-box`}
              checked={delegated.includes(value)}
              onChange={() => onToggle(value)}
              aria-describedby={described}
            />
            <label htmlFor={`${described}-box`}>
              <code>{value}</code>
            </label>
            <div id={described} className="permission-text">
              <p>{description}.</p>
              {tools.length > 0 && <p className="hint">For: {tools.map(({ title }) => title).join(', ')}</p>}
              {needsApproval && <p className="hint asks">Asks you each time</p>}
            </div>
          </div>
        )
      })}
    </fieldset>
  )
}
