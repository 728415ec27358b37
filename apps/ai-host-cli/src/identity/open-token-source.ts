import type { Config } from '../config.ts'
import type { Terminal } from '../terminal.ts'
import type { TokenSource } from './token-source.ts'

export interface SignInOptions {
  /** Print the address instead of opening a browser. */
  open?: boolean
  /** Sign in with a code on another device (RFC 8628). */
  deviceCode?: boolean
}

/**
 * The identity of the person at this machine.
 * @param io where the person is asked to sign in: `stderr` only, so that a pipe on stdout stays clean
 * @throws CommandError (78) for a state folder that others can write to
 */
export async function openTokenSource(
  config: Config,
  io: Pick<Terminal, 'stderr' | 'signal'>,
  options: SignInOptions = {},
): Promise<TokenSource> {
  throw new Error(`not there yet: ${config.CLIENT_ID} ${String(io.signal.aborted)} ${String(options.open)}`)
}
