import type { CatalogueAccount } from '../wire/catalogue.ts'

interface ProviderScopeListProps {
  scopes: readonly string[]
  /** What the catalogue says of them; a permission that it does not know is shown by name. */
  account: CatalogueAccount | undefined
}

/** A provider's permissions, in words where there are any, and always by name. */
export function ProviderScopeList({ scopes, account }: ProviderScopeListProps) {
  return (
    <ul className="provider-scopes">
      {scopes.map((scope) => {
        const words = account?.scopes.find(({ value }) => value === scope)?.description
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
