import { Refusal } from '@chain-of-trust/auth-core'
import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import { KekUnavailable } from '../kek/keks.ts'
import { ProviderUnavailable } from '../refresh/provider-unavailable.ts'

/** What is down is answered with 503 and when to come again; it is never a reason to refuse the person. */
export function outageOf(error: unknown): Refusal | undefined {
  if (error instanceof ProviderUnavailable) {
    const { hindrance, wait } = error
    return new Refusal('authorization_server_unavailable', {
      retryAfter: wait / 1000,
      detail: hindrance,
      cause: error,
    })
  }
  if (error instanceof KekUnavailable || error instanceof DatabaseUnavailable) {
    return new Refusal('resource_unavailable', { detail: error.name, cause: error })
  }
  return undefined
}
