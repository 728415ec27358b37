import { ProviderScopeList } from '../connect/provider-scope-list.tsx'
import { clockTime } from '../operations/clock-time.ts'
import type { Account } from '../wire/account.ts'
import type { CatalogueAccount } from '../wire/catalogue.ts'
import { AccountActions } from './account-actions.tsx'
import { stateNote, stateWords } from './account-words.ts'
import { ConnectStep } from './connect-step.tsx'
import type { PendingLink } from './pending.ts'

interface AccountItemProps {
  account: Account
  /** The server, for people. */
  usedBy: string
  /** What the catalogue says of its permissions. */
  words: CatalogueAccount | undefined
  pending: PendingLink | undefined
  busy: boolean
  onConnect: (scopes: readonly string[]) => void
  onOpened: () => void
  onForget: () => void
  onDisconnect: () => Promise<void>
  onLook: () => void
}

export function AccountItem({ account, usedBy, words, pending, ...actions }: AccountItemProps) {
  const { server, state, providerName, scopes, possibleScopes, linkedAt, lastUsedAt } = account
  const heading = `account-${server}`
  const note = stateNote(account)
  const has = state === 'linked' || state === 'grant_lost'
  return (
    <li>
      <article
        className={`job account ${state}`}
        aria-labelledby={heading}
        data-testid="account"
        tabIndex={-1}
      >
        <header>
          <h3 id={heading}>{providerName}</h3>
          <output className="tool-state">{stateWords(account)}</output>
        </header>
        <dl className="facts">
          {has && account.account && (
            <>
              <dt>Account</dt>
              <dd>{account.account.name}</dd>
            </>
          )}
          <dt>Used by</dt>
          <dd>
            {usedBy} <code>{server}</code>
          </dd>
          <dt>{has ? 'It may' : 'At most'}</dt>
          <dd>
            <ProviderScopeList scopes={has ? scopes : possibleScopes} account={words} />
          </dd>
          {has && <Moment name="Connected" at={linkedAt} />}
          {has && <Moment name="Last used" at={lastUsedAt} otherwise="Not yet" />}
        </dl>
        {note !== undefined && <p className="hint">{note}</p>}
        {pending === undefined ? (
          <AccountActions account={account} words={words} {...actions} />
        ) : (
          <ConnectStep account={account} pending={pending} {...actions} />
        )}
      </article>
    </li>
  )
}

interface MomentProps {
  name: string
  at: string | undefined
  otherwise?: string
}

function Moment({ name, at, otherwise }: MomentProps) {
  if (at === undefined && otherwise === undefined) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>{at === undefined ? otherwise : <time dateTime={at}>{clockTime(at)}</time>}</dd>
    </>
  )
}
