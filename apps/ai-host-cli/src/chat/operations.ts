import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenRequest, TokenSource } from '../identity/token-source.ts'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { printableLine } from '../printable.ts'
import { confirm } from './approval.ts'
import type { Lines } from './lines.ts'
import type { OrchestratorFetch } from './orchestrator-fetch.ts'
import { OrchestratorRefusal, readClaims } from './orchestrator-refusal.ts'
import { ConnectPage, Operation, type Needs, type ToolOutput } from './wire.ts'

/** Milliseconds. */
const POLL = 500

export interface Desk {
  fetch: OrchestratorFetch
  source: Pick<TokenSource, 'token'>
  /** Full names of Token A's scopes. */
  scopes: readonly string[]
  lines: Lines
  say: (line: string) => void
  /** Ends what waits for the person. */
  signal: AbortSignal
}

/**
 * Helps a call that waits at the orchestrator: has the person give what it needs, then lets the same call go on, once.
 * What it needs is asked of the orchestrator each time: the conversation may remember the challenge before the last one.
 * @returns what it came to; undefined: the person left it waiting
 * @throws OrchestratorRefusal, SignInError
 */
export async function helpOperation(id: string, desk: Desk): Promise<ToolOutput | undefined> {
  let operation = await ask(desk, id)
  for (;;) {
    if (operation.state === 'running') {
      await sleep(POLL, undefined, { signal: desk.signal })
      operation = await ask(desk, id)
      continue
    }
    const ended = endOf(operation)
    if (ended !== undefined) return ended
    if (!(await meet(operation, desk))) {
      desk.say(
        `It waits until ${new Date(operation.expiresAt).toLocaleString()}; ask again in this chat, or finish it in the AI host.`,
      )
      return undefined
    }
    operation = await resume(desk, id)
  }
}

/** Has the person give what is needed. @returns false: they would rather not */
async function meet({ id, title, needs }: Operation, desk: Desk): Promise<boolean> {
  const { say, lines } = desk
  // The process behind it ended in the middle; it was confirmed before it ran.
  if (needs === undefined)
    return confirm(`${printableLine(title)}: it was cut off. Run it again? [y/n] `, lines)
  say('')
  say(`“${printableLine(title)}” waits for you. ${printableLine(needs.reason)}`)
  if (needs.kind === 'link') {
    const { providerName = 'the provider' } = needs
    say(`Connect your account at ${printableLine(providerName)} on this page, in your browser:`)
    // On a line of its own, to be clicked or copied.
    say(`  ${printableLine(await connectPage(desk, id, needs))}`)
    return confirm('Is it connected? [y/n] ', lines)
  }
  const request = requestFor(needs)
  if (!(await confirm(`${QUESTIONS[needs.kind]} [y/n] `, lines))) return false
  await desk.source.token({ scopes: desk.scopes, ...request, signal: desk.signal })
  return true
}

const QUESTIONS = {
  step_up: 'Confirm in your browser that it is you?',
  consent: 'Grant the permission in your browser?',
  sign_in: 'Sign in again in your browser?',
} as const

/** Entra's form of what is asked; RFC 9470 names authentication contexts, which Entra takes as the claim `acrs`. */
function requestFor({ kind, claims, acrValues, maxAge }: Needs): Pick<TokenRequest, 'claims' | 'prompt'> {
  if (kind === 'consent') return { prompt: 'consent' }
  const asked = readClaims(claims) ?? claimsForContexts(acrValues ?? [])
  // Somebody has to have signed in lately: whatever their session says, they sign in now.
  const fresh = kind === 'sign_in' || maxAge !== undefined ? { prompt: 'login' as const } : {}
  if (asked === undefined && fresh.prompt === undefined) {
    throw new CommandError(
      EXIT.failed,
      'What is asked for cannot be read, so no sign-in can answer it. Whoever runs this system has to look at it.',
    )
  }
  return { ...fresh, ...(asked === undefined ? {} : { claims: asked }) }
}

function claimsForContexts(contexts: readonly string[]): string | undefined {
  if (contexts.length === 0) return undefined
  const acrs = { essential: true, ...(contexts.length === 1 ? { value: contexts[0] } : { values: contexts }) }
  return JSON.stringify({ access_token: { acrs } })
}

async function ask({ fetch, signal }: Desk, id: string): Promise<Operation> {
  return Operation.parse(await (await fetch(pathOf(id), { signal })).json())
}

/** Whatever was answered: how it stands now is for the orchestrator to say. */
async function resume(desk: Desk, id: string): Promise<Operation> {
  try {
    const response = await desk.fetch(`${pathOf(id)}/resume`, { method: 'POST', signal: desk.signal })
    return Operation.parse(await response.json())
  } catch (error) {
    const waitsOn =
      error instanceof OrchestratorRefusal && (error.operation !== undefined || error.status === 409)
    if (!waitsOn) throw error
    return ask(desk, id)
  }
}

/**
 * The page that came with the call; a fresh one in its place when that can no longer be opened. A terminal makes addresses
 * clickable: letters that pose as others come out as punycode, and a host behind a user name is refused.
 */
async function connectPage({ fetch, signal }: Desk, id: string, needs: Needs): Promise<string> {
  const { url, urlExpiresAt } = needs
  const usable = url !== undefined && (urlExpiresAt === undefined || Date.parse(urlExpiresAt) > Date.now())
  const answer = usable ? undefined : await fetch(`${pathOf(id)}/connect`, { method: 'POST', signal })
  const page = new URL(answer === undefined ? url! : ConnectPage.parse(await answer.json()).url)
  const secure = page.protocol === 'https:' || (page.protocol === 'http:' && LOOPBACK.has(page.hostname))
  if (secure && page.username === '' && page.password === '') return page.href
  throw new CommandError(
    EXIT.failed,
    'The address of the page to connect the account is none that is safe to open. Whoever runs this system has to look at it.',
  )
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

function endOf({ id, state, output }: Operation): ToolOutput | undefined {
  if (state === 'needs_user' || state === 'interrupted' || state === 'running') return undefined
  if (output !== undefined) return { ...output, operation: { id } }
  const refusal = { by: 'orchestrator', reason: ENDS[state], error: `operation_${state}`, actor: 'user' }
  return { ok: false, server: '', tool: '', refusal, operation: { id } }
}

const ENDS = {
  done: 'It was done, but its result could not be read.',
  failed: 'It could not be finished.',
  cancelled: 'It was cancelled. Nothing was done.',
  expired: 'It waited for you until its time was up. Nothing was done.',
} as const

const pathOf = (id: string): string => `/api/operations/${encodeURIComponent(id)}`
