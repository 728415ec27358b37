import { encodeClaims } from '@chain-of-trust/auth-core/challenge'
import type { BrowserContext, Route } from 'playwright-core'
import { ORCHESTRATOR } from './system-under-test.ts'

/** Of an authentication context: only the sign-in window helps. */
export const STEP_UP = '{"access_token":{"acrs":{"essential":true,"value":"c2"}}}'
/** Of continuous access evaluation: any token that is issued now. */
export const FRESH_TOKEN = '{"access_token":{"nbf":{"essential":true,"value":"1795391000"}}}'

const OPERATIONS = '/api/operations'
const CALL = { server: 'mcp-sharepoint', tool: 'delete_document' }

interface Answer {
  status: number
  json: object
}

/** An orchestrator in which one deletion waits, in whatever state the test puts it. */
export interface Story {
  operation: Record<string, unknown> | undefined
  /** In place of the success that is due. */
  onResume: (() => Answer) | undefined
  /** How often this was asked. */
  readonly asked: { chat: number; resume: number }
  /** The call has been made, by whomever. */
  finish(): void
}

/** Plays the orchestrator's part where a real one cannot be brought to say a thing. All else stays as it is. */
export async function playOrchestrator(context: BrowserContext, claims = STEP_UP): Promise<Story> {
  const story: Story = {
    operation: undefined,
    onResume: undefined,
    asked: { chat: 0, resume: 0 },
    finish() {
      const scopes = { requested: ['Documents.Delete'], granted: ['Documents.Delete'] }
      const output = { ok: true, ...CALL, scopes, content: 'Deleted.', operation: { id: 'op' } }
      story.operation = { ...story.operation, state: 'done', needs: undefined, output }
    },
  }
  const routes: Record<string, (route: Route) => Promise<void>> = {
    'POST /api/chat': (route) => chat(route, story, encodeClaims(claims)),
    [`GET ${OPERATIONS}`]: (route) => json(route, { operations: story.operation ? [story.operation] : [] }),
    [`GET ${OPERATIONS}/op`]: (route) => json(route, story.operation ?? {}),
    [`POST ${OPERATIONS}/op/resume`]: (route) => resume(route, story),
  }
  await context.route(`${ORCHESTRATOR}/api/**`, (route) => {
    const request = route.request()
    const play = routes[`${request.method()} ${new URL(request.url()).pathname}`]
    return play === undefined ? route.continue() : play(route)
  })
  return story
}

function resume(route: Route, story: Story): Promise<void> {
  story.asked.resume += 1
  if (story.onResume === undefined) story.finish()
  const { status, json: body } = story.onResume?.() ?? { status: 200, json: story.operation ?? {} }
  return json(route, body, status)
}

/** Asked anything, the agent calls; with a result at the end, it goes on from there. */
function chat(route: Route, story: Story, claims: string): Promise<void> {
  story.asked.chat += 1
  const { id, messages } = route.request().postDataJSON() as { id: string; messages: Message[] }
  const last = messages.at(-1)!
  if (last.role === 'assistant') {
    return stream(route, last.id, [
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'It is deleted.' },
      { type: 'text-end', id: 't' },
    ])
  }
  const needs = { kind: 'step_up', by: CALL.server, reason: 'A stronger proof is needed.', claims }
  const expiresAt = new Date(Date.now() + 900_000).toISOString()
  const call = { toolCallId: 'call', dynamic: true }
  const input = { id: 'draft' }
  story.operation = {
    ...CALL,
    id: 'op',
    kind: 'tool_call',
    state: 'needs_user',
    title: 'Delete a document: “Draft”',
    arguments: input,
    conversation: id,
    toolCallId: 'call',
    createdAt: new Date().toISOString(),
    expiresAt,
    needs,
  }
  const refusal = { ...needs, remedy: 'step_up', actor: 'user', operation: { id: 'op', expiresAt } }
  return stream(route, crypto.randomUUID(), [
    { type: 'tool-input-available', ...call, toolName: `${CALL.server}__${CALL.tool}`, input },
    { type: 'tool-output-available', ...call, output: { ok: false, ...CALL, refusal } },
  ])
}

interface Message {
  id: string
  role: string
}

const HEADERS = { 'access-control-allow-origin': '*' }

function json(route: Route, body: object, status = 200): Promise<void> {
  return route.fulfill({ status, headers: HEADERS, json: body })
}

/** The AI SDK's UI message stream. */
function stream(route: Route, messageId: string, step: object[]): Promise<void> {
  const parts = [
    { type: 'start', messageId },
    { type: 'start-step' },
    ...step,
    { type: 'finish-step' },
    { type: 'finish' },
  ]
  const events = parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join('')
  const headers = { ...HEADERS, 'x-vercel-ai-ui-message-stream': 'v1' }
  return route.fulfill({ headers, contentType: 'text/event-stream', body: `${events}data: [DONE]\n\n` })
}
