import { useMemo, useState } from 'react'
import type { Auth } from '../auth/auth.ts'
import type { Person } from '../auth/person.ts'
import type { Session } from '../auth/use-session.ts'
import { Chat } from '../chat/chat.tsx'
import { useConversation } from '../chat/use-conversation.ts'
import { count, delegationOf } from '../delegation/delegation.ts'
import { DelegationPanel } from '../delegation/delegation-panel.tsx'
import { useCatalogue } from '../delegation/use-catalogue.ts'
import { useWithheld } from '../delegation/use-withheld.ts'
import { useRecovery } from '../failure/use-recovery.ts'
import { Header } from './header.tsx'
import { Panel } from './panel.tsx'

interface WorkspaceProps {
  auth: Auth
  person: Person
  session: Session
}

/** What a signed-in person sees: the conversation, and beside it what the agent may use. */
export function Workspace({ auth, person, session }: WorkspaceProps) {
  const { catalogue, failure, load } = useCatalogue(auth.fetch)
  const [withheld, change] = useWithheld(person.id)
  const delegation = useMemo(
    () => (catalogue === undefined ? {} : delegationOf(catalogue, withheld)),
    [catalogue, withheld],
  )
  const conversation = useConversation(person.id, auth.fetch, delegation)
  const recovery = useRecovery(auth, session)
  const [panelOpen, setPanelOpen] = useState(false)
  return (
    <div className="workspace">
      <a className="skip-link" href="#chat-input">
        Skip to the question field
      </a>
      <Header
        person={person}
        delegated={catalogue && `${count(delegation)} of ${count(delegationOf(catalogue, {}))}`}
        onOpenPanel={() => setPanelOpen(true)}
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
      />
      <Panel title="Permissions" open={panelOpen} onClose={() => setPanelOpen(false)}>
        {catalogue ? (
          <DelegationPanel catalogue={catalogue} withheld={withheld} onChange={change} />
        ) : (
          <p className="hint">{failure ? 'They could not be loaded.' : 'Loading…'}</p>
        )}
      </Panel>
    </div>
  )
}
