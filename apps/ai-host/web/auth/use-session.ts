import { useRef, useState } from 'react'
import type { Failure } from '../failure/failure.ts'
import { failureOf } from '../failure/failure-of.ts'
import { forgetStored, readStored, store } from '../session-storage.ts'
import type { Auth } from './auth.ts'
import type { Person } from './person.ts'

export interface Session {
  person: Person | undefined
  state: 'idle' | 'signing_in' | 'signing_out'
  failure: Failure | undefined
  /** The identity provider did not confirm the last sign-out. */
  halfSignedOut: boolean
  /** Resolves to who is signed in now, if it worked; call it again to open the window again. */
  signIn: () => Promise<Person | undefined>
  signOut: () => Promise<void>
  /** Ends a sign-out whose window was closed. */
  abandonSignOut: () => void
}

const HALF_SIGNED_OUT = 'half signed out'

export function useSession(auth: Auth): Session {
  const [person, setPerson] = useState(() => auth.person())
  const [state, setState] = useState<Session['state']>('idle')
  const [failure, setFailure] = useState<Failure>()
  const [halfSignedOut] = useState(() => readStored(HALF_SIGNED_OUT) === true)
  const attempts = useRef(0)

  const signIn = async () => {
    const attempt = ++attempts.current
    setState('signing_in')
    setFailure(undefined)
    try {
      const signedIn = await auth.signIn()
      setPerson(signedIn)
      setState('idle')
      return signedIn
    } catch (error) {
      // A later attempt has cancelled this one, and now has the word.
      if (attempt !== attempts.current) return undefined
      setFailure(failureOf(error))
      setState('idle')
      return undefined
    }
  }

  const signOut = async () => {
    setState('signing_out')
    forgetStored()
    const confirmed = await auth.signOut().then(
      () => true,
      () => false,
    )
    leave(confirmed)
  }

  return { person, state, failure, halfSignedOut, signIn, signOut, abandonSignOut: () => leave(false) }
}

/** The page's memory goes as well: nothing of this person is left for the next one. */
function leave(confirmed: boolean): void {
  forgetStored()
  if (!confirmed) store(HALF_SIGNED_OUT, true)
  location.reload()
}
