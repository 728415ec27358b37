import type { Person } from '../auth/person.ts'
import { Brand } from './brand.tsx'
import { HeaderButton } from './header-button.tsx'
import { Icon } from './icon.tsx'
import { SignedInUser } from './signed-in-user.tsx'

interface HeaderProps {
  person: Person
  /** `2 of 4`; absent until it is known. */
  delegated: string | undefined
  onOpenPanel: () => void
  /** How many operations wait for the person. */
  waiting: number
  onOpenWaiting: () => void
  onOpenJobs: () => void
  onOpenAccounts: () => void
  /** Absent: this system has no attack lab. */
  onOpenLab: (() => void) | undefined
  onOpenChain: () => void
  onNew: () => void
  canStartNew: boolean
  onSignOut: () => void
}

export function Header({
  person,
  delegated,
  onOpenPanel,
  waiting,
  onOpenWaiting,
  onOpenJobs,
  onOpenAccounts,
  onOpenLab,
  onOpenChain,
  onNew,
  canStartNew,
  onSignOut,
}: HeaderProps) {
  return (
    <header className="header">
      <h1>
        <Brand />
      </h1>
      <div className="header-actions">
        <button
          type="button"
          className="button quiet narrow-only"
          aria-haspopup="dialog"
          onClick={onOpenPanel}
        >
          <Icon name="shield" />
          <span className="visually-hidden">Permissions </span>
          {delegated?.replace(' of ', '/')}
        </button>
        <HeaderButton icon="hand" label="Waiting for you" count={waiting} onClick={onOpenWaiting} />
        <HeaderButton icon="clock" label="Jobs" onClick={onOpenJobs} />
        <HeaderButton icon="link" label="Accounts" name="Connected accounts" onClick={onOpenAccounts} />
        {onOpenLab && <HeaderButton icon="refused" label="Attack lab" onClick={onOpenLab} />}
        <HeaderButton icon="chain" label="Chain" name="Chain inspector" opens="page" onClick={onOpenChain} />
        <button
          type="button"
          className="button quiet"
          aria-label="New conversation"
          title="New conversation"
          onClick={onNew}
          disabled={!canStartNew}
        >
          <Icon name="plus" />
          <span className="wide-only">New conversation</span>
        </button>
        <SignedInUser person={person} />
        <button
          type="button"
          className="button quiet sign-out"
          aria-label="Sign out"
          title="Sign out"
          onClick={onSignOut}
        >
          <Icon name="exit" />
          <span className="wide-only">Sign out</span>
        </button>
      </div>
    </header>
  )
}
