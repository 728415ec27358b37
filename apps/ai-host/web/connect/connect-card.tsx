import { ArgumentList } from '../chat/argument-list.tsx'
import { BlockedCard } from '../failure/blocked-card.tsx'
import { Running } from '../operations/running.tsx'
import type { WaitingCardProps } from '../operations/waiting-card.tsx'
import { WaitsUntil } from '../operations/waits-until.tsx'
import { Icon } from '../shell/icon.tsx'
import { ConnectActions } from './connect-actions.tsx'
import { connectPage } from './connect-page.ts'
import { PageAddress } from './page-address.tsx'
import { ProviderScopeList } from './provider-scope-list.tsx'
import { useExpired } from './use-expired.ts'

/**
 * A call waits for an account of the person's. This is where MCP has them agree to leave for a page elsewhere (URL
 * mode elicitation): who asks, for what, and the whole address; nothing opens, or is fetched, but by their click.
 */
export function ConnectCard({
  operation,
  attempt = { phase: 'idle' },
  opened,
  askedBy,
  username,
  account,
  actions,
}: WaitingCardProps) {
  const { needs, title, expiresAt } = operation
  const { phase, failure } = attempt
  const page = connectPage(needs?.url)
  const expired = useExpired(needs?.urlExpiresAt)
  const provider = needs?.providerName ?? 'your'
  const what = needs?.providerName === undefined ? 'your account' : `your ${provider} account`
  const runs = phase === 'resuming'
  return (
    <div className="step-up connect" data-testid="connect">
      <Icon name="link" />
      <div>
        <h4>Connect {what}</h4>
        {needs?.reason !== undefined && <p>{needs.reason}</p>}
        <p className="step-up-call">{title}</p>
        {operation.arguments && Object.keys(operation.arguments).length > 0 && (
          <ArgumentList input={operation.arguments} />
        )}
        <dl className="facts">
          <dt>Asked by</dt>
          <dd>
            {askedBy} {needs !== undefined && <code>{needs.by}</code>}
          </dd>
          {needs?.scopes !== undefined && needs.scopes.length > 0 && (
            <>
              <dt>It may</dt>
              <dd>
                <ProviderScopeList scopes={needs.scopes} account={account} />
              </dd>
            </>
          )}
          <dt>Who</dt>
          <dd>You, as {username}</dd>
          <dt>Next</dt>
          <dd>
            The token vault’s page asks you, then {needs?.providerName ?? 'the provider'} itself.{' '}
            {NEXT[operation.kind]}
          </dd>
          <WaitsUntil expiresAt={expiresAt} onOverdue={actions.onOverdue} />
        </dl>
        {page !== undefined && !expired && !runs && <PageAddress page={page} />}
        {needs?.url !== undefined && page === undefined && (
          <p className="trouble" role="alert">
            <strong>No page that anybody should open.</strong> The address that came leads to no secure page,
            so it is not offered. Whoever runs this system can look into it.
          </p>
        )}
        {failure?.blocked && <BlockedCard failure={failure} tried={title} />}
        {failure && !failure.blocked && (
          <p className="trouble" role="alert">
            <strong>{failure.title}.</strong> {failure.what} {failure.how}
          </p>
        )}
        {runs ? (
          <Running what={`Running: ${title}`} />
        ) : (
          <ConnectActions
            page={expired ? undefined : page}
            label={needs?.providerName === undefined ? 'Connect' : `Connect ${provider}`}
            opened={opened}
            asking={phase === 'linking'}
            onOpened={() => actions.onOpened(operation)}
            onRenew={() => actions.onRenew(operation)}
            onResume={() => actions.onResume(operation)}
            onDecline={() => actions.onCancel(operation)}
          />
        )}
        <output className="hint">{saidOf(runs, opened, expired)}</output>
      </div>
    </div>
  )
}

const NEXT = {
  tool_call: 'Once you have agreed, this same call goes on by itself, once. You need not ask again.',
  job: 'Once you have agreed, the job goes on, once. Its result is kept under “Jobs”.',
}

function saidOf(runs: boolean, opened: boolean, expired: boolean): string {
  if (runs) return 'It is connected. It goes on.'
  if (expired) return 'The address has expired. A new one can be had as long as this waits.'
  return opened ? IN_THE_WINDOW : ''
}

// What happens in that window, this page is not told.
const IN_THE_WINDOW =
  'Continue in the window that was opened: this goes on as soon as the account is connected. If you closed it, open it again.'
