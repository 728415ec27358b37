import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { printableLine } from '../printable.ts'
import type { Delegation } from './conversation.ts'
import type { OrchestratorFetch } from './orchestrator-fetch.ts'
import { Catalogue } from './wire.ts'

export interface DelegationFlags {
  /** `SERVER` or `SERVER=SCOPE,SCOPE`. */
  allow?: readonly string[] | undefined
  readOnly: boolean
}

/**
 * What the person's flags leave to the agent: a ceiling, never a grant. A server that they do not name is named with
 * nothing, so that silence never means consent.
 * @returns undefined without flags: the policy alone decides
 * @throws CommandError (64) for a server or a permission that is not there: a typing error must not widen or narrow unseen
 */
export async function delegationOf(
  { allow, readOnly }: DelegationFlags,
  fetch: OrchestratorFetch,
): Promise<Delegation | undefined> {
  if (allow === undefined && !readOnly) return undefined
  const { servers } = Catalogue.parse(await (await fetch('/api/catalogue')).json())
  const offered = new Map(servers.map(({ name, scopes }) => [name, scopes.map(({ value }) => value)]))
  const allowed = allow === undefined ? offered : named(allow, offered)
  return Object.fromEntries(
    [...offered.keys()].map((name) => {
      const scopes = allowed.get(name) ?? []
      return [name, readOnly ? scopes.filter(isReadOnly) : scopes]
    }),
  )
}

function named(
  allow: readonly string[],
  offered: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const allowed = new Map<string, string[]>()
  for (const flag of allow) {
    const [name = '', list] = flag.split('=', 2)
    const known = offered.get(name)
    if (known === undefined) throw unknown('server', name, [...offered.keys()])
    const scopes = list?.split(',').filter(Boolean) ?? known
    const stranger = scopes.find((scope) => !known.includes(scope))
    if (stranger !== undefined) throw unknown(`permission of ${name}`, stranger, known)
    allowed.set(name, [...new Set([...(allowed.get(name) ?? []), ...scopes])])
  }
  return allowed
}

/** By the naming of Microsoft Graph's permissions: `Files.Read`, `Files.Read.All`, but not `Files.ReadWrite`. */
function isReadOnly(scope: string): boolean {
  return scope.split('.').includes('Read')
}

function unknown(what: string, name: string, known: readonly string[]): CommandError {
  return new CommandError(
    EXIT.usage,
    `--allow: there is no ${what} "${printableLine(name)}". There is: ${known.map(printableLine).join(', ')}`,
  )
}
