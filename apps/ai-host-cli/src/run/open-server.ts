import {
  childEnvironment,
  greet,
  HandshakeError,
  spawnServer,
  type HostSession,
  type ServerProcess,
} from '@chain-of-trust/stdio-handshake/host'
import { CommandError } from '../command-error.ts'
import type { Config } from '../config.ts'
import type { TokenSource } from '../identity/token-source.ts'
import { printableLine } from '../printable.ts'
import { watchRevocation, type RevocationWatch } from '../revocation/watch-revocation.ts'
import { say, type Terminal } from '../terminal.ts'
import { createCredentials } from './credentials.ts'
import { firstToken } from './first-token.ts'
import { forwardSignals, type Forwarding } from './forward-signals.ts'
import type { LocalResource } from './local-resource.ts'
import { endServer, exitOf } from './server-process.ts'

export interface ServerCommand {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]]
  /** Names of variables that the server may have of our environment, besides the usual ones. */
  readonly keep?: readonly string[]
  /** Whether the person may be asked to sign in. */
  readonly interactive?: boolean
  /** For one call instead of a session. */
  readonly oneShot?: boolean
}

export interface OpenServer {
  readonly session: HostSession
  readonly child: ServerProcess
  readonly signals: Forwarding
  /** Resolves when the server has ended, with what a shell would call its exit code. */
  readonly exited: Promise<number>
  /** Ends the server: by the end of its input, and after a moment the hard way. @returns its exit code */
  end(): Promise<number>
}

/**
 * Signs the person in, starts the server with a scrubbed environment, and does the handshake. In this order: a server
 * that waits for its credential gives up after seconds, and a sign-in takes longer.
 * @throws CommandError; the server has been ended then
 */
export async function openServer(
  { command, keep = [], interactive = true, oneShot = false }: ServerCommand,
  { resource, scopes }: LocalResource,
  { config, tokens, io }: { config: Config; tokens: TokenSource; io: Terminal },
): Promise<OpenServer> {
  const env = refusing(() => childEnvironment(io.env, keep))
  const first = await firstToken(tokens, { scopes, interactive, oneShot, signal: io.signal })
  const [program, ...args] = command
  const child = spawnServer(program, args, { env })
  const exited = exitOf(child)
  const signals = forwardSignals(child)
  const complain = complainOnce(io)
  const credentials = createCredentials(tokens, { scopes, first, onRenewed: () => watch?.wake() })
  let watch: RevocationWatch | undefined
  try {
    const session = await greet({
      fromServer: child.stdout,
      toServer: child.stdin,
      expects: { resource, issuer: config.ISSUER },
      credential: credentials.next,
      key: tokens.key,
      onRenewalFailed: complain,
    })
    watch = watchRevocation({
      config,
      source: tokens,
      issuedAt: credentials.issuedAt,
      // The server refuses from here on; the next message brings a newer credential, if there is one.
      onRevoked: ({ at, event }) => void session.revoked(at, event).catch(complain),
    })
    void exited.then(() => watch?.stop())
    return {
      session,
      child,
      signals,
      exited,
      end: () => endServer(child, exited).finally(() => signals.stop()),
    }
  } catch (error) {
    const code = await endServer(child, exited)
    signals.stop()
    throw asCommandError(error, code)
  }
}

/**
 * What a failed handshake, or a session that was broken off, means for the person at the command line.
 * @param code of the server: its own word when it has ended by itself
 */
export function asCommandError(error: unknown, code: number): unknown {
  if (!(error instanceof HandshakeError)) return error
  const own = error.reason === 'server_ended' && code !== 0
  return new CommandError(own ? code : error.exitCode, error.message, { cause: error })
}

/** A renewal that fails is tried again with each message; the person reads the reason once, until another comes up. */
function complainOnce(io: Terminal): (error: unknown) => void {
  let last = ''
  return (error) => {
    const reason =
      error instanceof CommandError || error instanceof HandshakeError
        ? error.message
        : 'The credential could not be renewed.'
    if (reason === last) return
    last = reason
    say(io, printableLine(reason))
  }
}

function refusing<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw asCommandError(error, 0)
  }
}
