import { parseArgs } from 'node:util'
import { ConfigError, localSchema, parseConfig } from '@chain-of-trust/service-kit/config'
import { localRegistration } from '@chain-of-trust/service-kit/registrations'
import * as z from 'zod'

const [resource = ''] = localRegistration('mcp-workspace').identifierUris

/** Of the environment; none of it is a secret. There is no credential of our own, so nothing that asks for tokens. */
export const Config = localSchema('mcp-workspace')
  .omit({ TOKEN_ENDPOINT: true, CLIENT_ID: true, SECURITY_EVENTS: true })
  .extend({
    AUDIENCE: z.string().min(1).default(localRegistration('mcp-workspace').appId),
    /** What the hello asks a token for: an App ID URI, because nobody reaches us by a URL. */
    RESOURCE: z.url().default(resource),
    /** Seconds after its `iat` for which a token is good for calls: the lease. */
    MAX_TOKEN_AGE: z.coerce.number().int().min(30).max(86_400).default(600),
    /** Seconds that the host has for its first frame. */
    HANDSHAKE_TIMEOUT: z.coerce.number().min(0.05).max(300).default(10),
  })

export interface Config extends z.infer<typeof Config> {
  /** As the person wrote it. */
  root: string
  allowSensitive: boolean
}

export const USAGE = `mcp-workspace --root FOLDER [--allow-sensitive]

An MCP server (stdio) for the files of one folder. It is not started by hand: a host that knows the STDIO handshake
starts it and hands it the person's token over the pipe.

  ai-host-cli run -- CLONE/apps/mcp-workspace/bin/mcp-workspace --root FOLDER    for an IDE (docs/local-agents.md)
  ai-host-cli call list_files                                                    one call, from the terminal

  --root FOLDER      the only folder whose files it lists, reads, searches and writes
  --allow-sensitive  also read and write files that are shaped like credentials (.env, *.pem, …)
  --help             this text

Writing asks the person each time. Environment: ISSUER, TENANT_ID, JWKS_URI, AUDIENCE, RESOURCE, SENDER_CONSTRAINT,
MAX_TOKEN_AGE, HANDSHAKE_TIMEOUT, STATE_DIR, LOG_LEVEL; never a token.
`

/** It was started the wrong way. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * @param argv the arguments after the program
 * @returns `help` when that is all that was asked for
 * @throws UsageError, ConfigError
 */
export function readConfig(argv: readonly string[], environment = process.env): Config | 'help' {
  const { root, 'allow-sensitive': allowSensitive, help } = readArguments(argv)
  if (help) return 'help'
  if (root === undefined || root === '') throw new UsageError('Say which folder: --root FOLDER.')
  return { ...parseConfig(Config, environment), root, allowSensitive }
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        root: { type: 'string' },
        'allow-sensitive': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch {
    // Its own message quotes what it does not know, and somebody will have put a secret there.
    throw new UsageError('There is an argument that mcp-workspace does not know.')
  }
}

export { ConfigError }

/** The environment as it was at the start, for what looks for tokens in it. */
export const environment: Readonly<Record<string, string | undefined>> = process.env
