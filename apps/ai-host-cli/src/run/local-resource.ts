import { localRegistration } from '@chain-of-trust/service-kit/registrations'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'

/** What the person's command line names, and so the only thing that a token is asked for. */
export interface LocalResource {
  /** App ID URI: what the server's hello must name. */
  readonly resource: string
  /** Full names. */
  readonly scopes: readonly string[]
}

/**
 * @param name of a registered application, such as `mcp-workspace`
 * @param scopes short names
 * @throws CommandError (64) naming what there is instead
 */
export function localResource(name: string, scopes: readonly string[]): LocalResource {
  const granted = localRegistration('ai-host-cli').requiredResourceAccess
  const access = granted.find(({ application }) => application === name)
  const resource = access && localRegistration(name).identifierUris[0]
  // With an address it is a service, and its tokens have no business in a process on this machine.
  const local = granted.filter(({ application }) => localRegistration(application).url === undefined)
  if (access === undefined || resource === undefined || !local.includes(access)) {
    const names = local.map(({ application }) => application).join(', ')
    throw new CommandError(EXIT.usage, `--resource must be one of: ${names}`)
  }
  const unknown = scopes.filter((scope) => !access.scopes.includes(scope))
  if (scopes.length === 0 || unknown.length > 0) {
    throw new CommandError(EXIT.usage, `--scope must be one of: ${access.scopes.join(', ')}`)
  }
  return { resource, scopes: scopes.map((scope) => `${resource}/${scope}`) }
}
