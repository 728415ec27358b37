import { registrations } from '@chain-of-trust/service-kit/registrations'
import type { ControlId } from './index.ts'

/** An MCP server, and the controls that tests of its own prove, beside those of the code that all servers share. */
export interface ServerProof {
  name: string
  /** It has a door on HTTP. A local one has a pipe. */
  http: boolean
  /** In the order of their ids. */
  controls: readonly string[]
}

/** What nobody proves for a server but itself: its audience and its scopes are its own configuration and policy. */
export const OWN: readonly ControlId[] = ['AUD-1', 'AUD-3']

/**
 * Every registered MCP server.
 *
 * @param declared for each file of tests, from the root of the repository, the ids that it names
 */
export function serverProofs(declared: ReadonlyMap<string, readonly string[]>): ServerProof[] {
  const servers = registrations().applications.filter(({ name }) => name.startsWith('mcp-'))
  return servers.map(({ name, url }) => {
    const named = [...declared].filter(([file]) => file.startsWith(`apps/${name}/`)).flatMap(([, ids]) => ids)
    return { name, http: url !== undefined, controls: [...new Set(named)].sort() }
  })
}
