import { parseArgs } from 'node:util'
import { CommandError } from '../command-error.ts'
import { readConfig, scopesOf } from '../config.ts'
import { EXIT } from '../exit-codes.ts'
import { delegationOf } from '../chat/delegation.ts'
import { orchestratorFetch } from '../chat/orchestrator-fetch.ts'
import { OrchestratorRefusal } from '../chat/orchestrator-refusal.ts'
import { explainAnswer } from '../chat/words.ts'
import type { Command } from './command.ts'

const USAGE = `Usage: ai-host-cli chat [options] [question]

Talks with the agent, as the person who is signed in. What it wants to change is put before you first; what needs a
stronger sign-in or an account elsewhere waits for you, and the same call then goes on, once. With a question: asks it,
prints the answer and ends.

  --allow SERVER[=SCOPE,SCOPE…]  lets the agent use this server, or these of its permissions, and no other;
                                 may be given several times
  --read-only                    lets the agent use only permissions to read
  --no-open                      prints addresses instead of opening your browser
  --device-code                  signs in with a code on another device

  /new, /quit, Ctrl-D            in the chat; Ctrl-C stops an answer, twice at the prompt it quits

Examples:
  ai-host-cli chat
  ai-host-cli chat --read-only "what documents do I have"
  ai-host-cli chat --allow mcp-github=Issues.Read

Exit codes: 0 done · 1 the answer failed · 64 usage · 69 a service is out of reach · 77 you have to sign in · 130 Ctrl-C
`

export const chat: Command = {
  name: 'chat',
  summary: 'talks with the agent; it acts as you, and asks you first',
  usage: USAGE,
  // Ctrl-C stops an answer, not the program.
  ownSignals: true,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        allow: { type: 'string', multiple: true },
        'read-only': { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        'device-code': { type: 'boolean', default: false },
      },
    })
    const config = readConfig(io.env)
    // The agent SDK and MSAL cost a third of a second, and `--help` needs neither.
    const [{ runSession }, { openTokenSource }] = await Promise.all([
      import('../chat/session.ts'),
      import('../identity/open-token-source.ts'),
    ])
    const source = await openTokenSource(config, io, {
      open: !values['no-open'],
      deviceCode: values['device-code'],
    })
    const scopes = scopesOf('orchestrator', 'access_as_user')
    const fetch = orchestratorFetch({
      orchestrator: config.ORCHESTRATOR_URL,
      source,
      scopes,
      senderConstraint: config.SENDER_CONSTRAINT,
    })
    const delegation = await delegationOf(
      { allow: values.allow, readOnly: values['read-only'] },
      fetch,
    ).catch(explained)
    const question = positionals.length === 0 ? undefined : positionals.join(' ')
    return runSession(io, { fetch, source, scopes, delegation, question }, onInterrupt).finally(() =>
      source.close(),
    )
  },
}

function onInterrupt(listener: () => void): () => void {
  process.on('SIGINT', listener)
  return () => process.off('SIGINT', listener)
}

function explained(error: unknown): never {
  if (error instanceof OrchestratorRefusal) {
    throw new CommandError(error.status === 401 ? EXIT.signInNeeded : EXIT.unavailable, explainAnswer(error))
  }
  if (error instanceof TypeError) {
    throw new CommandError(
      EXIT.unavailable,
      'The orchestrator cannot be reached. Check that it runs (npm start).',
    )
  }
  throw error
}
