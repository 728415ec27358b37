import type { AuthenticationResult } from '@azure/msal-node'
import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import type { Config } from '../config.ts'
import { printableLine } from '../printable.ts'
import { say, type Terminal } from '../terminal.ts'
import { signInByBrowser, type InteractiveRequest } from './browser-flow.ts'
import { hasBrowser, openBrowser } from './browser.ts'
import { signInByDeviceCode } from './device-code-flow.ts'
import { createPublicClient, type Fetch } from './public-client.ts'
import { readAccount } from './read-account.ts'
import { tokenName, type Session } from './session.ts'
import { SignInError } from './sign-in-error.ts'
import { readToken } from './read-token.ts'

export interface SignInOptions {
  /** Default true. False: the address is printed, for a browser that this program cannot open. */
  open?: boolean
  /** Where there is no browser that this program could open, it is a code in any case. */
  deviceCode?: boolean
}

export interface AskPersonOptions extends SignInOptions {
  fetch?: Fetch | undefined
}

/**
 * Has the person sign in, in the sign-in service's own pages; the password is typed there and nowhere else.
 * @returns what is kept of it
 * @throws SignInError; the reason of the terminal's signal
 */
export async function askPerson(
  config: Config,
  key: DpopKey,
  io: Pick<Terminal, 'stderr' | 'signal' | 'env'>,
  request: Omit<InteractiveRequest, 'jkt' | 'signal'> & { signal?: AbortSignal | undefined },
  { open = true, deviceCode = false, fetch }: AskPersonOptions = {},
): Promise<Session> {
  const client = createPublicClient(config, key, { fetch })
  const late = AbortSignal.timeout(config.SIGN_IN_TIMEOUT * 1000)
  const ask: InteractiveRequest = {
    ...request,
    jkt: config.SENDER_CONSTRAINT === 'dpop' ? key.jkt : undefined,
    signal: AbortSignal.any([io.signal, late, ...(request.signal === undefined ? [] : [request.signal])]),
  }
  const result = await (
    deviceCode || (open && !hasBrowser(io.env))
      ? signInByDeviceCode(client, ask, ({ verificationUri, userCode }) => {
          say(io, 'To sign in, open this page on any device and type the code:')
          say(io, `  ${printableLine(verificationUri)}`)
          say(io, `  ${printableLine(userCode)}`)
          say(io, 'Never type a code that somebody else gave you: they would be signed in as you.')
        })
      : signInByBrowser(client, ask, async (url) => {
          say(
            io,
            open
              ? 'Your browser opens for the sign-in. If it does not, open this address in it:'
              : 'Open this address in your browser to sign in:',
          )
          say(io, `  ${url}`)
          if (open) await openBrowser(url)
        })
  ).catch((error: unknown) => {
    throw late.aborted && error === late.reason ? new SignInError('unfinished') : error
  })
  return sessionOf(result, client.serialize(), request.scopes)
}

function sessionOf(result: AuthenticationResult, msal: string, scopes: readonly string[]): Session {
  return {
    account: readAccount(result),
    msal,
    tokens: { [tokenName(scopes)]: readToken(result) },
  }
}
