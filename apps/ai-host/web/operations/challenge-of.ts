import { readChallenge, type Challenge } from '../auth/challenge.ts'
import type { Operation } from '../wire/operation.ts'

/**
 * What the person has to give before an operation can go on.
 * @returns undefined: nothing that anybody could give, because it cannot be read
 */
export function challengeOf({ needs }: Operation): Challenge | undefined {
  if (needs === undefined) return {}
  const { kind, claims, acrValues, maxAge } = needs
  const asked = readChallenge({ claims, acrValues, maxAge })
  switch (kind) {
    case 'step_up':
      // A window that asks for nothing in particular is closed by the identity provider at once, for nothing.
      return asked
    case 'consent':
      return { ...asked, prompt: 'consent' }
    case 'sign_in':
      return { ...asked, prompt: 'login' }
    case 'link':
      // The identity provider has no part in it.
      return {}
  }
}
