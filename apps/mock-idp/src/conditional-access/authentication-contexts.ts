import { authenticationContexts } from '@chain-of-trust/service-kit'

/** Authentication contexts of the tenant, by id (`c1`). What each demands is in the policies that name it. */
export const AUTHENTICATION_CONTEXTS: ReadonlyMap<string, { displayName: string }> = new Map(
  Object.values(authenticationContexts()).map(({ id, displayName }) => [id, { displayName }]),
)
