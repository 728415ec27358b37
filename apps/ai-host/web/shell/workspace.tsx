import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { AccountsPanel } from '../accounts/accounts-panel.tsx'
import type { Auth } from '../auth/auth.ts'
import type { Person } from '../auth/person.ts'
import type { Session } from '../auth/use-session.ts'
import { Chat } from '../chat/chat.tsx'
import { useConversation } from '../chat/use-conversation.ts'
import { useLinkWatch } from '../connect/use-link-watch.ts'
import { count, delegationOf } from '../delegation/delegation.ts'
import { DelegationPanel } from '../delegation/delegation-panel.tsx'
import { useCatalogue } from '../delegation/use-catalogue.ts'
import { useWithheld } from '../delegation/use-withheld.ts'
import { useRecovery } from '../failure/use-recovery.ts'
import { JobsPanel } from '../jobs/jobs-panel.tsx'
import { LabPage } from '../lab/lab-page.tsx'
import { EMPTY } from '../lab/lab-state.ts'
import { forgetLink, linkedOperation } from '../operations/linked-operation.ts'
import { useOperations } from '../operations/use-operations.ts'
import { waitingCount } from '../operations/waiting.ts'
import { WaitingPanel } from '../operations/waiting-panel.tsx'
import { Drawer } from './drawer.tsx'
import { Header } from './header.tsx'
import { Panel } from './panel.tsx'
import { goTo, useRoute } from './route.ts'

// Its graph library is as large as the rest of the page: who does not look does not load it.
const Inspector = lazy(() => import('../inspector/inspector.tsx'))

interface WorkspaceProps {
  auth: Auth
  person: Person
  session: Session
}

/** What a signed-in person sees: the conversation, beside it what the agent may use, and what waits for them. */
export function Workspace({ auth, person, session }: WorkspaceProps) {
  const { catalogue, failure, load } = useCatalogue(auth.fetch)
  const [withheld, change] = useWithheld(person.id)
  const delegation = useMemo(
    () => (catalogue === undefined ? undefined : delegationOf(catalogue, withheld)),
    [catalogue, withheld],
  )
  const operations = useOperations(auth)
  const conversation = useConversation({
    personId: person.id,
    fetch: auth.fetch,
    delegation,
    operations: operations.operations,
  })
  const look = useLinkWatch(auth.fetch, operations, conversation.id)
  const recovery = useRecovery(auth, session)
  const route = useRoute()
  const labResults = useState(EMPTY)
  const [pointedAt, setPointedAt] = useState(() => linkedOperation())
  const [open, setOpen] = useState<'permissions' | 'waiting' | 'jobs' | 'accounts' | undefined>(
    pointedAt === undefined ? undefined : 'waiting',
  )
  useEffect(forgetLink, [])
  const showWaiting = (operationId?: string) => {
    setPointedAt(operationId)
    setOpen('waiting')
  }
  const showJobs = () => setOpen('jobs')
  // A dialog says that it was closed when the next one is open already.
  const close = (panel: typeof open) => setOpen((now) => (now === panel ? undefined : now))

  const { desk } = operations
  const answered = conversation.status === 'ready'
  // At the start; and an answer may have ended in a call that waits.
  useEffect(() => {
    if (answered) void desk.load()
  }, [answered, desk])
  useEffect(() => {
    for (const operation of operations.operations) {
      if (operation.conversation === conversation.id) void desk.resumeUnattended(operation)
    }
  }, [operations.operations, conversation.id, desk])

  return (
    <div className={`workspace ${route.page === 'chain' ? 'inspecting' : ''}`}>
      <a className="skip-link" href="#chat-input">
        Skip to the question field
      </a>
      <Header
        person={person}
        delegated={delegation && catalogue && `${count(delegation)} of ${count(delegationOf(catalogue, {}))}`}
        onOpenPanel={() => setOpen('permissions')}
        waiting={waitingCount(operations.operations)}
        onOpenWaiting={() => showWaiting()}
        onOpenJobs={showJobs}
        onOpenAccounts={() => setOpen('accounts')}
        onOpenLab={auth.attackLab && (() => goTo({ page: 'lab' }))}
        onOpenChain={() => goTo({ page: route.page === 'chain' ? 'chat' : 'chain' })}
        onNew={() => {
          recovery.forget()
          conversation.startNew()
        }}
        canStartNew={conversation.messages.length > 0}
        onSignOut={() => void session.signOut()}
      />
      <Chat
        person={person}
        conversation={conversation}
        catalogue={catalogue}
        catalogueFailure={failure}
        onLoadCatalogue={load}
        recovery={recovery}
        operations={{ ...operations, username: person.username }}
        onShowJobs={showJobs}
      />
      {route.page === 'chain' && (
        <Suspense fallback={<p className="inspector hint">Loading…</p>}>
          <Inspector auditTrail={auth.auditTrail} hostId={auth.clientId} route={route} />
        </Suspense>
      )}
      <Panel
        title="Permissions"
        beside={route.page !== 'chain'}
        open={open === 'permissions'}
        onClose={() => close('permissions')}
      >
        {catalogue ? (
          <DelegationPanel catalogue={catalogue} withheld={withheld} onChange={change} />
        ) : (
          <p className="hint">{failure ? 'They could not be loaded.' : 'Loading…'}</p>
        )}
      </Panel>
      <Drawer title="Waiting for you" open={open === 'waiting'} onClose={() => close('waiting')}>
        <WaitingPanel
          operations={operations}
          username={person.username}
          catalogue={catalogue}
          conversation={conversation.id}
          onShowJobs={showJobs}
          pointedAt={pointedAt}
          onShow={({ toolCallId }) => {
            close('waiting')
            // Once the drawer has given the focus back.
            requestAnimationFrame(() =>
              document.querySelector<HTMLElement>(callSelector(toolCallId))?.focus(),
            )
          }}
        />
      </Drawer>
      <Drawer title="Jobs" open={open === 'jobs'} onClose={() => close('jobs')}>
        <JobsPanel
          fetch={auth.fetch}
          delegation={delegation}
          onShowWaiting={showWaiting}
          onChange={() => void desk.load()}
        />
      </Drawer>
      <Drawer title="Connected accounts" open={open === 'accounts'} onClose={() => close('accounts')}>
        <AccountsPanel fetch={auth.fetch} catalogue={catalogue} onConnected={look} />
      </Drawer>
      {route.page === 'lab' && (
        <LabPage
          fetch={auth.attackLab}
          results={labResults}
          person={person.subject}
          onClose={() => goTo({ page: 'chat' })}
        />
      )}
    </div>
  )
}

function callSelector(toolCallId = ''): string {
  return `#${CSS.escape(`call-${toolCallId}`)}`
}
