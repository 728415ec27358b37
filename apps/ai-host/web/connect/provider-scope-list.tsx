import { scopeWords } from './provider-scopes.ts'

/** A provider's permissions, in words where there are any, and always by name. */
export function ProviderScopeList({ scopes }: { scopes: readonly string[] }) {
  return (
    <ul className="provider-scopes">
      {scopes.map((scope) => {
        const words = scopeWords(scope)
        return (
          <li key={scope}>
            {words !== undefined && <span>{words} </span>}
            <code>{scope}</code>
          </li>
        )
      })}
    </ul>
  )
}
