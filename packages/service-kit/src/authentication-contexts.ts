import * as z from 'zod'
import { authenticationContexts } from './registrations.ts'

const registered = Object.entries(authenticationContexts()).map(([name, { id }]) => `${name}=${id}`)

/**
 * `AUTHENTICATION_CONTEXTS`: which of the tenant's authentication contexts the names in policies stand for,
 * as `sharing=c1,irreversible=c2`. The ids are the administrator's to choose, so no code knows one.
 */
export const AuthenticationContextIds = z
  .string()
  .regex(
    /^[a-z][a-z-]*=c[1-9]\d?(,[a-z][a-z-]*=c[1-9]\d?)*$/,
    'must be name=id pairs: sharing=c1,irreversible=c2',
  )
  .refine((text) => {
    const names = pairs(text).map(([name]) => name)
    return new Set(names).size === names.length
  }, 'names one authentication context twice')
  .prefault(registered.join(','))
  .transform((text): Readonly<Record<string, string>> => Object.fromEntries(pairs(text)))

function pairs(text: string): [name: string, id: string][] {
  return text.split(',').map((pair) => pair.split('=') as [string, string])
}
