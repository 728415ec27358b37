import type { Auth } from '../auth/auth.ts'
import { useSession } from '../auth/use-session.ts'
import { SignedOut } from './signed-out.tsx'
import { SigningOut } from './signing-out.tsx'
import { Workspace } from './workspace.tsx'

interface AppProps {
  auth: Auth
  /** The identity provider is a mock on this machine. */
  rehearsal: boolean
}

export function App({ auth, rehearsal }: AppProps) {
  const session = useSession(auth)
  if (session.state === 'signing_out') {
    return <SigningOut onAbandon={session.abandonSignOut} />
  }
  if (session.person === undefined) return <SignedOut session={session} rehearsal={rehearsal} />
  return <Workspace key={session.person.id} auth={auth} person={session.person} session={session} />
}
