import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { nameOfTier } from '../chat/name-of-tier.ts'
import { BlockedCard } from '../failure/blocked-card.tsx'
import type { Catalogue } from '../wire/catalogue.ts'
import { AccountItem } from './account-item.tsx'
import { useAccounts } from './use-accounts.ts'

interface AccountsPanelProps {
  fetch: ResourceFetch
  catalogue: Catalogue | undefined
  /** One is connected: a call may have waited for it. */
  onConnected: () => void
}

/** The person's accounts elsewhere that the agent may use: connect, see, disconnect. */
export function AccountsPanel({ fetch, catalogue, onConnected }: AccountsPanelProps) {
  const { accounts, failure, pending, busy, load, connect, opened, forget, disconnect } = useAccounts(
    fetch,
    onConnected,
  )
  return (
    <div className="accounts" data-testid="accounts">
      <p className="hint">
        The token vault keeps what you connect here. Each server reaches its own account only, as you, with
        what you have allowed. Neither the agent nor this page is ever given a token of it.
      </p>
      {failure?.blocked && <BlockedCard failure={failure} onRetry={load} />}
      {failure && !failure.blocked && (
        <p className="trouble" role="alert">
          <strong>{failure.title}.</strong> {failure.what} {failure.how}{' '}
          <button type="button" className="button small" onClick={load}>
            Load again
          </button>
        </p>
      )}
      {accounts === undefined && !failure && <p className="hint">Loading…</p>}
      {accounts?.length === 0 && <p>No server of this system uses an account of yours.</p>}
      <ul>
        {accounts?.map((account) => (
          <AccountItem
            key={account.server}
            account={account}
            usedBy={nameOfTier(account.server, catalogue)}
            words={catalogue?.servers.find(({ name }) => name === account.server)?.account}
            pending={pending[account.server]}
            busy={busy === account.server}
            onConnect={(scopes) => void connect(account, scopes)}
            onOpened={() => opened(account)}
            onForget={() => forget(account)}
            onDisconnect={() => disconnect(account)}
            onLook={load}
          />
        ))}
      </ul>
    </div>
  )
}
