import { useRef, useState } from 'react'
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
  /** What is being recovered from in a sign-in window, or why that did not work. */
  failure: Failure | undefined
  /** The person has moved on. */
  forget: () => void
}

/** The one seam between a failure and the person: step-up, sign-in, or just another try. */
export function useRecovery(auth: Auth, session: Session): Recovery {
  const [waiting, setWaiting] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const attempts = useRef(0)

  const recover = async (original: Failure, retry: () => void): Promise<void> => {
    const attempt = ++attempts.current
    const opensWindow = original.action === 'step_up' || original.action === 'sign_in'
    setWaiting(opensWindow)
    setFailure(opensWindow ? original : undefined)
    try {
      const mayRetry = await ask(original, auth, session)
      setWaiting(false)
      setFailure(undefined)
      if (mayRetry) retry()
    } catch (error) {
      // A later attempt has cancelled this one, and now has the word.
      if (attempt !== attempts.current) return
      setWaiting(false)
      // Its own words, and the way out of the first failure: the challenge must not get lost.
      const { action, challenge } = original
      const words = error instanceof SignInRequired ? original : failureOf(error)
      // Blocked: the window would end at the same refusal.
      if (words.blocked) setFailure(words)
      else setFailure({ ...words, action, ...(challenge === undefined ? {} : { challenge }) })
    }
  }
  const forget = (): void => {
    attempts.current += 1
    setWaiting(false)
    setFailure(undefined)
  }
  return { recover, waiting, failure, forget }
}

/** @returns false when somebody else signed in: what the first one asked must not be sent in their name */
async function ask({ action, challenge = {} }: Failure, auth: Auth, session: Session): Promise<boolean> {
  if (action === 'step_up') await auth.stepUp(challenge)
  if (action !== 'sign_in') return true
  const before = auth.person()?.id
  const after = (await session.signIn())?.id
  if (after === undefined) throw new SignInRequired()
  return before === undefined || before === after
}
