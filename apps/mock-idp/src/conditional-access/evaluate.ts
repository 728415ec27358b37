import type { Policy } from './policy.ts'
import { applies, type Situation } from './situation.ts'

type WireError = 'interaction_required' | 'invalid_grant'

/** What the policies say, the worst of it. `policies` are those that are not satisfied. */
export type Decision =
  | { outcome: 'allow' }
  /** Nothing that the person does now will help. */
  | { outcome: 'block'; policies: readonly Policy[]; because: 'risk' | 'location' | 'flow' | 'policy' }
  | { outcome: 'device'; policies: readonly Policy[]; wireError: WireError }
  /** The sign-in is older than `signInFrequency` seconds. */
  | { outcome: 'sign_in'; policies: readonly Policy[]; contexts: readonly string[]; signInFrequency: number }
  | {
      outcome: 'mfa'
      policies: readonly Policy[]
      /** Authentication contexts that are asked for and not satisfied. */
      contexts: readonly string[]
      wireError: WireError
      /** There was a second factor, too long ago. */
      expired: boolean
    }

/** Evaluated at each sign-in, silent renewal, refresh and on-behalf-of exchange. A block outweighs all else. */
export function evaluate(policies: readonly Policy[], situation: Situation): Decision {
  const applicable = policies.filter((policy) => applies(policy, situation))
  return (
    blocked(applicable) ??
    wrongDevice(applicable, situation) ??
    oldSignIn(applicable, situation) ??
    missingFactor(applicable, situation) ?? { outcome: 'allow' }
  )
}

/** The authentication contexts that the person still satisfies: what a new token may say in `acrs`. */
export function heldContexts(policies: readonly Policy[], situation: Situation): string[] {
  return situation.evidence.acrs.filter((acr) => {
    const about = policies.filter(({ conditions }) => conditions.authenticationContexts?.includes(acr))
    const asked = { contexts: [acr], policies: [] }
    return evaluate(about, { ...situation, asked }).outcome === 'allow'
  })
}

function blocked(applicable: readonly Policy[]): Decision | undefined {
  const policies = applicable.filter(({ grantControls }) => grantControls?.control === 'block')
  const { conditions } = policies[0] ?? {}
  if (conditions === undefined) return undefined
  const because =
    conditions.userRiskLevels !== undefined
      ? 'risk'
      : conditions.locations !== undefined
        ? 'location'
        : conditions.authenticationFlows !== undefined
          ? 'flow'
          : 'policy'
  return { outcome: 'block', policies, because }
}

function wrongDevice(applicable: readonly Policy[], { account }: Situation): Decision | undefined {
  if (account.device === 'compliant') return undefined
  const demanding = applicable.flatMap(({ grantControls }) =>
    grantControls?.control === 'compliantDevice' ? [grantControls] : [],
  )
  const policies = applicable.filter(({ grantControls }) => grantControls?.control === 'compliantDevice')
  return demanding[0] && { outcome: 'device', policies, wireError: demanding[0].wireError }
}

function oldSignIn(applicable: readonly Policy[], situation: Situation): Decision | undefined {
  const age = situation.now - situation.evidence.authenticatedAt
  const policies = applicable.filter(
    ({ sessionControls }) => age > (sessionControls?.signInFrequency ?? Infinity),
  )
  if (policies.length === 0) return undefined
  return {
    outcome: 'sign_in',
    policies,
    contexts: contextsOf(policies, situation),
    signInFrequency: Math.min(...policies.map(({ sessionControls }) => sessionControls!.signInFrequency)),
  }
}

function missingFactor(applicable: readonly Policy[], situation: Situation): Decision | undefined {
  const { asked, evidence, now } = situation
  const age = evidence.mfaAt === undefined ? Infinity : now - evidence.mfaAt
  const unsatisfied = applicable.filter(({ grantControls }) => {
    switch (grantControls?.control) {
      case 'mfa':
        return evidence.mfaAt === undefined || age > (grantControls.maxAge ?? Infinity)
      case 'authenticationContext':
        return !evidence.acrs.includes(grantControls.value)
      default:
        return false
    }
  })
  // Each context is confirmed for itself, with or without a policy behind it.
  const unconfirmed = asked.contexts.filter((acr) => !evidence.acrs.includes(acr))
  const contexts = [...new Set([...unconfirmed, ...contextsOf(unsatisfied, situation)])]
  if (unsatisfied.length === 0 && contexts.length === 0) return undefined

  const [first] = unsatisfied.flatMap(({ grantControls }) =>
    grantControls !== undefined && 'wireError' in grantControls ? [grantControls.wireError] : [],
  )
  const byAge = unsatisfied.every(({ grantControls }) => grantControls?.control === 'mfa')
  return {
    outcome: 'mfa',
    policies: unsatisfied.filter((policy) => contextsOf([policy], situation).length === 0),
    contexts,
    wireError: first ?? 'interaction_required',
    expired: byAge && unconfirmed.length === 0 && evidence.mfaAt !== undefined,
  }
}

/** The contexts by which policies are challenged: a control names its own, a condition those that were asked for. */
function contextsOf(policies: readonly Policy[], { asked }: Situation): string[] {
  return policies.flatMap(({ grantControls, conditions }) => [
    ...(grantControls?.control === 'authenticationContext' ? [grantControls.value] : []),
    ...(conditions.authenticationContexts ?? []).filter((acr) => asked.contexts.includes(acr)),
  ])
}
