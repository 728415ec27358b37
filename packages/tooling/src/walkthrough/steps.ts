/** The steps of a walk-through as they happened: from what the client saw, and what the services recorded. */
import type { WireRefusal } from './call-tool.ts'

export interface Step {
  n: number
  title: string
  from: string
  to: string
  ok: boolean
  /** Since the step before that left a trace of its own; a step without one (2, 5, 6, 8) has its time in the next. */
  ms: number
  /** What was checked, in words. */
  checked?: string[]
  token?: StepToken
  refusal?: StepRefusal
  /** What the title cannot know. */
  note?: string
}

export interface StepToken {
  /**
   * `provider`: a token of somebody else's, opaque; its claims are what the vault says of it. `local`: for a server on the
   * person's own machine.
   */
  name: 'A' | 'B' | 'C' | 'provider' | 'local'
  claims: Record<string, unknown>
  /** JOSE header; empty for a token that the client never held. */
  header: Record<string, unknown>
  /** How the claims are known. */
  source: string
}

export interface StepRefusal extends Partial<WireRefusal> {
  by: string
  reason: string
}

// What is not checked where tokens are bearer tokens.
const PROOF_KEY = 'key of the proof → cnf.jkt'
const PROOF = 'cnf.jkt against the proof'
export const WITH_PROOF = ' and a proof'

/** What a step is, whatever happens. */
export interface StepPlan {
  title: string
  from: string
  to: string
  checked?: string[]
}

export const ORCHESTRATOR = 'orchestrator'
export const SERVER = 'mcp-sharepoint'
export const RESOURCE = 'mock-graph'
const IDP = 'mock-idp'

export const SIGN_IN: StepPlan = {
  title: 'The person signs in at the AI host and consents',
  from: 'person',
  to: 'ai-host',
  checked: ['authorization code with PKCE (S256)', 'exact redirect URI', 'consent', PROOF_KEY],
}
/** What every tier checks of a token of the tenant. */
export const TOKEN_CHECKS = ['signature', 'iss', 'tid', 'aud', 'exp, nbf', 'scp', 'azp', PROOF]

/** The ten steps of pattern 1. */
const PLAN: readonly StepPlan[] = [
  SIGN_IN,
  { title: 'The host calls the orchestrator with Token A' + WITH_PROOF, from: 'ai-host', to: ORCHESTRATOR },
  {
    title: 'The orchestrator verifies Token A',
    from: ORCHESTRATOR,
    to: ORCHESTRATOR,
    checked: TOKEN_CHECKS,
  },
  { title: 'It exchanges A for B, on behalf of the person', from: ORCHESTRATOR, to: IDP },
  { title: 'It calls the MCP server with Token B', from: ORCHESTRATOR, to: SERVER },
  {
    title: 'The MCP server verifies Token B and the tool’s policy row',
    from: SERVER,
    to: SERVER,
    checked: ['everything of step 3', 'scopes of the tool', 'authentication context'],
  },
  { title: 'It exchanges B for C, on behalf of the person', from: SERVER, to: IDP },
  { title: 'It calls the resource with Token C', from: SERVER, to: RESOURCE },
  {
    title: 'The resource verifies Token C and applies the person’s own permissions',
    from: RESOURCE,
    to: RESOURCE,
    checked: ['everything of step 3', 'what this person may see'],
  },
  { title: 'The answer flows back; four audit records tell the chain', from: RESOURCE, to: 'person' },
]

/** What is known of each step, by its number. */
export type Outcomes = Partial<
  Record<number, Pick<Step, 'ok' | 'ms' | 'checked' | 'token' | 'refusal' | 'note'>>
>

/**
 * The steps of a plan. What nobody knows to have happened is not ok, and says which step kept it from happening.
 *
 * @param bound whether tokens are bound to keys (DPoP)
 */
export function assembleSteps(outcomes: Outcomes, bound: boolean, plans = PLAN): Step[] {
  let refused: number | undefined
  return plans.map(({ title, from, to, checked }, index) => {
    const n = index + 1
    const known = refused === undefined ? outcomes[n] : undefined
    const plan = { n, title: bound ? title : title.replace(WITH_PROOF, ''), from, to }
    if (known?.ok) {
      const done = checked?.filter((check) => bound || (check !== PROOF && check !== PROOF_KEY))
      return { ...plan, ...(done ? { checked: done } : {}), ...known }
    }
    const reason =
      refused === undefined
        ? 'no audit record shows it (--audit-dir names the folder to look in)'
        : `not reached: refused at step ${refused}`
    refused ??= n
    return { ...plan, ms: 0, refusal: { by: to, reason }, ...known, ok: false }
  })
}
