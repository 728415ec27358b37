import { InteractionRequiredAuthError } from '@azure/msal-browser'
import type { Auth } from '../auth/auth.ts'
import { asksForFreshTokenOnly } from '../auth/challenge.ts'
import { kindOfSignIn } from '../failure/kind-of-sign-in.ts'
import type { Operation } from '../wire/operation.ts'
import { challengeOf } from './challenge-of.ts'

/** What is asked for cannot be read, so nobody can give it. */
export class UnreadableChallenge extends Error {
  override readonly name = 'UnreadableChallenge'
}

/**
 * By operation, what is known of its challenge: `met`, so that a retry after a lost connection asks for no
 * second window; or that only a `window` helps, so that the next click opens it at once, before the browser
 * forgets the click.
 */
export type Met = Map<string, { key: string; state: 'met' | 'window' }>

/** Has the person give what an operation waits for. Call it in a click, unless it needs no person. */
export async function meetChallenge(
  auth: Pick<Auth, 'stepUp' | 'renew'>,
  operation: Operation,
  met: Met,
): Promise<void> {
  // It was confirmed before it ran.
  if (operation.state === 'interrupted') return
  // Met elsewhere: the orchestrator asks the token vault before it runs anything.
  if (operation.needs?.kind === 'link') return
  const challenge = challengeOf(operation)
  if (challenge === undefined) throw new UnreadableChallenge()
  const key = keyOf(challenge)
  const known = met.get(operation.id)
  const state = known?.key === key ? known.state : undefined
  if (state === 'met') return
  const mayRenew = state !== 'window' && asksForFreshTokenOnly(challenge)
  const renewed = mayRenew && (await renews(auth, challenge))
  if (!renewed) {
    met.set(operation.id, { key, state: 'window' })
    await auth.stepUp(challenge)
  }
  met.set(operation.id, { key, state: 'met' })
}

/** As `meetChallenge`, without the person. @returns false when they are needed after all */
export async function meetUnattended(
  auth: Pick<Auth, 'renew'>,
  operation: Operation,
  met: Met,
): Promise<boolean> {
  const challenge = challengeOf(operation) ?? {}
  const renewed = await renews(auth, challenge)
  met.set(operation.id, { key: keyOf(challenge), state: renewed ? 'met' : 'window' })
  return renewed
}

/** A token issued since is all that is asked for: no window, and no person, if the session still stands. */
export function needsNoPerson(operation: Operation): boolean {
  const challenge = operation.state === 'needs_user' ? challengeOf(operation) : undefined
  return challenge !== undefined && asksForFreshTokenOnly(challenge)
}

/** @returns false: the person is needed after all */
async function renews(auth: Pick<Auth, 'renew'>, challenge: Parameters<Auth['renew']>[0]): Promise<boolean> {
  try {
    await auth.renew(challenge)
    return true
  } catch (error) {
    if (error instanceof InteractionRequiredAuthError && kindOfSignIn(error) === undefined) return false
    throw error
  }
}

function keyOf(challenge: object): string {
  return JSON.stringify(challenge)
}
