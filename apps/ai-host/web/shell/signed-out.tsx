import type { Session } from '../auth/use-session.ts'
import { linkedOperation } from '../operations/linked-operation.ts'
import { FailureCard } from '../failure/failure-card.tsx'
import { Brand } from './brand.tsx'
import { TokenPath } from './token-path.tsx'

interface SignedOutProps {
  session: Session
  rehearsal: boolean
}

export function SignedOut({ session, rehearsal }: SignedOutProps) {
  const waiting = session.state === 'signing_in'
  return (
    <div className="signed-out">
      <header className="signed-out-header">
        <Brand />
      </header>
      <main>
        <h1>An agent with your identity, and less than your power.</h1>
        {linkedOperation() !== undefined && (
          <p className="notice">Something waits for you. Sign in to see what it is.</p>
        )}
        <p className="lead">
          Sign in, ask, and watch each step: the agent reaches your documents only through permissions that
          you delegate, with a new and narrower token at every tier.
        </p>
        <div className="sign-in">
          <button type="button" className="button primary large" onClick={() => void session.signIn()}>
            {waiting ? 'Open the sign-in window again' : 'Sign in'}
          </button>
          <output className="hint">
            {waiting
              ? 'Continue in the sign-in window. If you closed it, open it again.'
              : rehearsal &&
                'The identity provider is a mock on this machine: choose any of its users, no password.'}
          </output>
        </div>
        {session.failure && (
          <FailureCard failure={{ ...session.failure, action: 'none' }} tried="Signing in" />
        )}
        {session.halfSignedOut && !session.failure && !waiting && (
          <output className="notice">
            You are signed out here. Your identity provider did not confirm it, so its own session may still
            be open.
          </output>
        )}
        <TokenPath />
      </main>
    </div>
  )
}
