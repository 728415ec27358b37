import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { EXIT } from '../exit-codes.ts'
import { openLocalState } from '../identity/local-state.ts'
import { readSession, removeSession } from '../identity/session.ts'
import { printableLine } from '../printable.ts'
import { say } from '../terminal.ts'
import type { Command } from './command.ts'

const USAGE = `Usage: ai-host-cli logout [--forget]

Removes every token from this machine. Servers that are running keep what they were handed until it ends, ten minutes at
most; your browser stays signed in, and has a sign-out of its own.

Options:
  --forget   remove the keys too: the one that tokens are bound to, and the one of the token cache. Servers that are
             running must then be started again. Needs no keychain to answer.
`

export const logout: Command = {
  name: 'logout',
  summary: 'Remove the tokens from this machine',
  usage: USAGE,
  async run(args, io) {
    const { values } = parseArgs({ args, options: { forget: { type: 'boolean' } } })
    const state = openLocalState(readConfig(io.env), io)
    try {
      if (values.forget === true) {
        await state.alone(() => state.cache.forget())
        say(io, 'Signed out; nothing is kept.')
        return EXIT.ok
      }
      const session = await state.alone(async () => {
        const before = await readSession(state.cache)
        removeSession(state.cache)
        return before
      })
      say(
        io,
        session === undefined
          ? 'Nobody was signed in.'
          : `Signed out: ${printableLine(session.account.username)}.`,
      )
      return EXIT.ok
    } finally {
      state.close()
    }
  },
}
