interface ScopeListProps {
  asked: readonly string[]
  /** Absent: not known, or nothing was granted. */
  granted: readonly string[] | undefined
}

export function ScopeList({ asked, granted }: ScopeListProps) {
  if (asked.length === 0) return null
  return (
    <dl className="scopes">
      <div>
        <dt>Asked</dt>
        <dd>
          {asked.map((scope) => (
            <code key={scope}>{scope}</code>
          ))}
        </dd>
      </div>
      {granted && (
        <div>
          <dt>Granted</dt>
          <dd>
            {granted.map((scope) => (
              <code key={scope} className="granted">
                {scope}
              </code>
            ))}
          </dd>
        </div>
      )}
    </dl>
  )
}
