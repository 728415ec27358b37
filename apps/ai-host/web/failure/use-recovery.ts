import { useCallback, useRef, useState } from 'react'
import { SignInRequired } from '../auth/access-token.ts'
import type { Auth } from '../auth/auth.ts'
import type { Session } from '../auth/use-session.ts'
import type { Failure } from './failure.ts'
import { failureOf } from './failure-of.ts'

export interface Recovery {
  /** Does what the failure asks for, then calls `retry`. Call it in a click: it may open a window. */
  recover: (failure: Failure, retry: () => void) => Promise<void>
  /** A sign-in window is open. */
  waiting: boolean
  /** Why the recovery itself did not work. */
  failure: Failure | undefined
}

/** The one seam between a failure and the person: step-up, sign-in, or just another try. */
export function useRecovery(auth: Auth, session: Session): Recovery {
  const [waiting, setWaiting] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const attempts = useRef(0)

  const recover = useCallback(
    async (original: Failure, retry: () => void) => {
      const attempt = ++attempts.current
      setFailure(undefined)
      try {
        if (original.action === 'step_up' || original.action === 'sign_in') setWaiting(true)
        if (original.action === 'step_up') await auth.stepUp(original.claims ?? '')
        const before = auth.person()?.id
        const after = original.action === 'sign_in' ? (await session.signIn())?.id : before
        setWaiting(false)
        if (after === undefined) throw new SignInRequired()
        // Somebody else signed in: what the first one asked must not be sent in their name.
        if (before === undefined || after === before) retry()
      } catch (error) {
        if (attempt !== attempts.current) return
        setWaiting(false)
        // Its own words, and the way out of the first failure: the claims must not get lost.
        const { action, claims } = original
        const words = error instanceof SignInRequired ? original : failureOf(error)
        setFailure({ ...words, action, ...(claims === undefined ? {} : { claims }) })
      }
    },
    [auth, session],
  )
  return { recover, waiting, failure }
}
