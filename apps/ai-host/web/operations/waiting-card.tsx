import { ConnectCard } from '../connect/connect-card.tsx'
import type { CatalogueAccount } from '../wire/catalogue.ts'
import type { Operation } from '../wire/operation.ts'
import type { Attempt, OperationDesk } from './operation-desk.ts'
import { StepUpCard } from './step-up-card.tsx'
import { waitsForLink } from './waiting.ts'

export interface WaitingCardProps {
  operation: Operation
  attempt: Attempt | undefined
  /** The page to connect an account was opened from this tab. */
  opened: boolean
  /** Who asks, for people. */
  askedBy: string
  /** Who has to act. */
  username: string
  /** What the catalogue says of the account that it may wait for. */
  account: CatalogueAccount | undefined
  actions: WaitingActions
}

interface WaitingActions {
  /** In a click: it may open a window. */
  onResume: (operation: Operation) => void
  onCancel: (operation: Operation) => void
  onOpened: (operation: Operation) => void
  onRenew: (operation: Operation) => void
  onOverdue: () => void
}

/** What an operation asks of its person, in the form that fits. */
export function WaitingCard(props: WaitingCardProps) {
  return waitsForLink(props.operation) ? <ConnectCard {...props} /> : <StepUpCard {...props} />
}

/** What the person can do on a card, done at the desk. */
export function actionsAt(desk: OperationDesk): WaitingActions {
  return {
    onResume: (operation) => void desk.resume(operation),
    onCancel: (operation) => void desk.cancel(operation),
    onOpened: (operation) => desk.opened(operation),
    onRenew: (operation) => void desk.renewLink(operation),
    onOverdue: () => void desk.load(),
  }
}
