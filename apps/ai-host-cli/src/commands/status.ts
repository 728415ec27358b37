import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { EXIT } from '../exit-codes.ts'
import { openLocalState } from '../identity/local-state.ts'
import { readSession } from '../identity/session.ts'
import { printableLine } from '../printable.ts'
import { say } from '../terminal.ts'
import type { Command } from './command.ts'
import { describePlace } from './describe-place.ts'

const USAGE = `Usage: ai-host-cli status [--json]

Says who is signed in on this machine, which tokens are kept and until when, and where. Asks nobody: whether the sign-in
has been revoked in the meantime shows when it is used.

Options:
  --json   one object: { account, issuer, tokens: [{ scopes, issued_at, expires_at }], cache: { folder, key } }

Exit codes: 0 signed in, 77 nobody is
`

export const status: Command = {
  name: 'status',
  summary: 'Say who is signed in, and what is kept where',
  usage: USAGE,
  async run(args, io) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const config = readConfig(io.env)
    const state = openLocalState(config, io)
    try {
      const session = await readSession(state.cache)
      const tokens = Object.entries(session?.tokens ?? {}).filter(
        ([, { expiresAt }]) => expiresAt * 1000 > Date.now(),
      )
      const place = state.cache.place()
      const { account } = session ?? {}
      if (values.json === true) {
        const kept = tokens.map(([scopes, { issuedAt, expiresAt }]) => ({
          scopes: scopes.split(' '),
          issued_at: issuedAt,
          expires_at: expiresAt,
        }))
        const report = {
          account: account ?? null,
          issuer: config.ISSUER,
          tokens: kept,
          cache: { folder: state.folder, key: place ?? null },
        }
        io.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
      } else if (account === undefined) {
        say(io, 'Nobody is signed in on this machine. Sign in with: ai-host-cli login')
      } else {
        const lines = [
          `Signed in as ${printableLine(account.name)} (${printableLine(account.username)}).`,
          `Tenant ${printableLine(account.tid)}, at ${config.ISSUER}`,
          ...tokens.map(
            ([scopes, { expiresAt }]) =>
              `Token for ${scopes} until ${new Date(expiresAt * 1000).toISOString()}`,
          ),
          describePlace(state.folder, place),
        ]
        io.stdout.write(`${lines.join('\n')}\n`)
      }
      return account === undefined ? EXIT.signInNeeded : EXIT.ok
    } finally {
      state.close()
    }
  },
}
