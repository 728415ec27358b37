/** The command line's way in, one step at a time: a public client with a port of its own on loopback. */
import { localRegistration } from '@chain-of-trust/service-kit'
import type { Answer } from '../http.ts'
import type { Presentation } from '../presentation.ts'
import type { ProofKey } from '../proof.ts'
import { NO_CAPABILITIES, requestToken, startSignIn, type Parameters, type PendingSignIn } from './sign-in.ts'

const COMMAND_LINE = localRegistration('ai-host-cli')
const [WORKSPACE] = localRegistration('mcp-workspace').identifierUris
/** Nobody listens there: the answer is taken from the redirect. */
export const LOOPBACK = 'http://localhost:49152'
export const SCOPE = `${WORKSPACE!}/Workspace.Read openid profile offline_access`

export function startNativeSignIn(): Promise<PendingSignIn> {
  return startSignIn(NO_CAPABILITIES, {
    client_id: COMMAND_LINE.appId,
    redirect_uri: LOOPBACK,
    scope: SCOPE,
  })
}

/** A token request of a process: it has no origin. */
export function requestNatively(
  parameters: Parameters,
  key: ProofKey,
  bend: Partial<Presentation> = {},
): Promise<Answer> {
  return requestToken(parameters, key, { headers: {}, ...bend })
}
