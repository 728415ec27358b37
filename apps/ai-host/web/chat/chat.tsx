import type { Person } from '../auth/person.ts'
import type { Failure } from '../failure/failure.ts'
import { FailureCard } from '../failure/failure-card.tsx'
import type { Recovery } from '../failure/use-recovery.ts'
import type { Catalogue } from '../wire/catalogue.ts'
import { announcement } from './announcement.ts'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'
import { ModelLabel } from './model-label.tsx'
import { Suggestions } from './suggestions.tsx'
import type { Conversation } from './use-conversation.ts'
import type { CallOperations } from './waiting-call.tsx'

interface ChatProps {
  person: Person
  conversation: Conversation
  catalogue: Catalogue | undefined
  /** Why the catalogue did not come, with what to do. */
  catalogueFailure: Failure | undefined
  onLoadCatalogue: () => void
  recovery: Recovery
  operations: CallOperations
  onShowJobs: () => void
}

export function Chat({
  person,
  conversation,
  catalogue,
  catalogueFailure,
  onLoadCatalogue,
  recovery,
  operations,
  onShowJobs,
}: ChatProps) {
  const { status, messages } = conversation
  const said = announcement(conversation, catalogue)
  const failure = catalogueFailure ?? conversation.failure
  const ask = (text: string) => {
    recovery.forget()
    conversation.ask(text)
  }
  const retry = catalogueFailure ? onLoadCatalogue : conversation.retry
  const shown = recovery.failure ?? failure
  return (
    <main className="chat" id="chat">
      <h2 className="visually-hidden">Conversation</h2>
      <MessageList
        conversation={conversation}
        catalogue={catalogue}
        operations={operations}
        onShowJobs={onShowJobs}
        onAnswer={conversation.answerApproval}
        onRecover={(refused) => void recovery.recover(refused, conversation.retry)}
      >
        {messages.length === 0 && !failure && (
          <Suggestions name={person.name} onAsk={ask} disabled={catalogue === undefined} />
        )}
        {shown && (
          <FailureCard
            key={shown.title}
            failure={shown}
            tried={catalogueFailure ? 'Asking what the agent can do' : 'Sending your question to the agent'}
            waiting={recovery.waiting}
            automatic={conversation.retriesByItself}
            onAct={() => void recovery.recover(shown, retry)}
          />
        )}
      </MessageList>
      <output className="visually-hidden">{said}</output>
      <footer className="chat-footer">
        <Composer
          onAsk={ask}
          onStop={conversation.stop}
          busy={status === 'submitted' || status === 'streaming'}
          blocked={blockedBy(catalogue, failure, said)}
        />
        {catalogue && <ModelLabel model={catalogue.model} />}
      </footer>
    </main>
  )
}

function blockedBy(
  catalogue: Catalogue | undefined,
  failure: Failure | undefined,
  said: string,
): string | undefined {
  if (catalogue === undefined) return failure ? 'Not available now' : 'Loading what the agent can do…'
  return said.startsWith('Your approval') ? 'Approve or decline first' : undefined
}
