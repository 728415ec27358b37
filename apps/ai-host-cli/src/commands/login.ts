import { parseArgs } from 'node:util'
import { receivesSecurityEvents } from '@chain-of-trust/service-kit/config'
import { readConfig, scopesOf } from '../config.ts'
import { EXIT } from '../exit-codes.ts'
import { openTokenSource } from '../identity/open-token-source.ts'
import { printableLine } from '../printable.ts'
import { say } from '../terminal.ts'
import type { Command } from './command.ts'
import { describePlace } from './describe-place.ts'

const USAGE = `Usage: ai-host-cli login [--no-open | --device-code]

Signs you in: your browser opens the sign-in page of your organisation, and this program waits for its answer on
loopback. The sign-in is kept, encrypted, until you log out or it is revoked; servers that are running go on with it.

Options:
  --no-open       print the address instead of opening a browser
  --device-code   sign in on another device, by a code; the default over SSH and where there is no screen

Exit codes: 0 signed in, 69 the sign-in service is out of reach, 77 not signed in, 78 configuration
`

/** What the other commands will ask for, so that the person answers once. */
export function alsoConsentTo(config: Parameters<typeof receivesSecurityEvents>[0]): string[] {
  return [
    ...scopesOf('orchestrator', 'access_as_user'),
    // Entra ID has no such resource, and would refuse the whole sign-in for it.
    ...(receivesSecurityEvents(config) ? scopesOf('security-events', 'SecurityEvents.Read.Own') : []),
  ]
}

export const login: Command = {
  name: 'login',
  summary: 'Sign in, in your browser or with a code on another device',
  usage: USAGE,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: { 'no-open': { type: 'boolean' }, 'device-code': { type: 'boolean' } },
    })
    const config = readConfig(io.env)
    const identity = await openTokenSource(config, io, {
      open: values['no-open'] !== true,
      ...(values['device-code'] === true ? { deviceCode: true } : {}),
    })
    const { username, name } = await identity.signIn({
      scopes: scopesOf('mcp-workspace', 'Workspace.Read'),
      alsoConsentTo: alsoConsentTo(config),
    })
    say(io, `Signed in as ${printableLine(name)} (${printableLine(username)}).`)
    say(io, describePlace(identity.state.folder, identity.state.cache.place()))
    identity.close()
    return EXIT.ok
  },
}
