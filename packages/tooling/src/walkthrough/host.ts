/** What the AI host's page has once the person is signed in. */
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { Caller } from './call-tool.ts'
import { PageConfig, signIn } from './sign-in.ts'
import { SignInRefused } from './sign-in-refused.ts'
import type { Outcomes, StepToken } from './steps.ts'

export interface Host {
  /** Whether tokens are bound to keys (DPoP). */
  bound: boolean
  /** The first step. */
  signedIn: Outcomes
  /** Absent: the sign-in was refused, as the step says. */
  session?: { caller: Caller; utiOfTokenA: unknown }
}

/** Opens the AI host and signs a person in there. */
export async function openHost(aiHost: string, person: string): Promise<Host> {
  const startedAt = performance.now()
  const config = PageConfig.parse(await (await fetch(`${aiHost}/config.json`)).json())
  const bound = config.senderConstraint === 'dpop'
  const key = bound ? await createDpopKey() : undefined
  const signedIn = await signIn(config, person, key).catch((error: unknown) => {
    if (error instanceof SignInRefused) return error
    throw error
  })
  const ms = Math.round(performance.now() - startedAt)
  if (signedIn instanceof SignInRefused) {
    const refusal = { by: 'mock-idp', error: signedIn.error, reason: signedIn.message }
    return { bound, signedIn: { 1: { ok: false, ms, refusal } } }
  }
  const token = decodeTokenA(signedIn.token.reveal())
  return {
    bound,
    signedIn: { 1: { ok: true, ms, token } },
    session: {
      caller: { orchestrator: config.orchestrator, token: signedIn.token, key },
      utiOfTokenA: token.claims['uti'],
    },
  }
}

/** The claims that matter, of the one token that the client holds. It verifies none of them: it is not its audience. */
function decodeTokenA(token: string): StepToken {
  const claims = decodeJwt(token)
  const shown = ['iss', 'aud', 'scp', 'tid', 'oid', 'azp', 'uti', 'iat', 'exp', 'acrs', 'xms_cc', 'cnf']
  return {
    name: 'A',
    claims: Object.fromEntries(shown.flatMap((name) => (name in claims ? [[name, claims[name]]] : []))),
    header: { ...decodeProtectedHeader(token) },
    source: 'the token, decoded by the client that holds it',
  }
}
