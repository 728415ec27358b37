import { randomBytes } from 'node:crypto'
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type CallToolResult,
  type ClientCapabilities,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import * as z from 'zod'
import { said } from './fixture-answers.ts'

type Answer = Promise<CallToolResult | InputRequiredResult>

/** What the client carries for us between the rounds is signed: it comes back from anybody. */
export const requestState = createRequestStateCodec<{ round: number }>({ key: randomBytes(32) })

const name = z.object({ name: z.string() })
const ask = (message: string, requestedSchema: z.ZodObject) =>
  inputRequired.elicit({ message, requestedSchema })
const askModel = (text: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens })

/** 2026-07-28: a tool answers that it needs something; the client calls again, and brings it. */
const TOOLS: Readonly<Record<string, (context: ServerContext) => Answer>> = {
  async test_input_required_result_elicitation({ mcpReq }) {
    const answer = acceptedContent(mcpReq.inputResponses, 'user_name', name)
    if (answer !== undefined) return said(`Hello, ${answer.name}!`)
    return inputRequired({ inputRequests: { user_name: ask('What is your name?', name) } })
  },
  async test_streaming_elicitation({ mcpReq }) {
    const answer = acceptedContent(mcpReq.inputResponses, 'user_name', name)
    if (answer !== undefined) return said(`Hello, ${answer.name}!`)
    return inputRequired({ inputRequests: { user_name: ask('What is your name?', name) } })
  },
  async test_input_required_result_sampling({ mcpReq }) {
    const answer = inputResponse(mcpReq.inputResponses, 'capital_question')
    if (answer.kind === 'sampling') return said(JSON.stringify(answer.result.content))
    return inputRequired({
      inputRequests: { capital_question: askModel('What is the capital of France?', 100) },
    })
  },
  async test_missing_capability() {
    return inputRequired({ inputRequests: { thought: askModel('Think.', 10) } })
  },
  async test_input_required_result_list_roots({ mcpReq }) {
    const answer = inputResponse(mcpReq.inputResponses, 'client_roots')
    if (answer.kind === 'roots') return said(answer.roots.map(({ uri }) => uri).join(' '))
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
  },
  async test_input_required_result_request_state({ mcpReq }) {
    if (mcpReq.requestState<{ round: number }>()?.round === 1) return said('state-ok')
    return inputRequired({
      inputRequests: { confirm: ask('Please confirm', z.object({ ok: z.boolean() })) },
      requestState: await requestState.mint({ round: 1 }),
    })
  },
  async test_input_required_result_tampered_state({ mcpReq }) {
    if (mcpReq.requestState<{ round: number }>()?.round === 1) return said('state-ok')
    return inputRequired({
      inputRequests: { confirm: ask('Please confirm', z.object({ ok: z.boolean() })) },
      requestState: await requestState.mint({ round: 1 }),
    })
  },
  async test_input_required_result_multiple_inputs({ mcpReq }) {
    const { inputResponses } = mcpReq
    const person = acceptedContent(inputResponses, 'user_name', name)
    const greeting = inputResponse(inputResponses, 'greeting')
    const roots = inputResponse(inputResponses, 'client_roots')
    if (person !== undefined && greeting.kind === 'sampling' && roots.kind === 'roots') {
      return said(`${JSON.stringify(greeting.result.content)} ${person.name}, of ${roots.roots.length} roots`)
    }
    return inputRequired({
      inputRequests: {
        user_name: ask('What is your name?', name),
        greeting: askModel('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await requestState.mint({ round: 1 }),
    })
  },
  async test_input_required_result_multi_round({ mcpReq }) {
    const round = mcpReq.requestState<{ round: number }>()?.round ?? 0
    if (round === 2) return said('Thank you.')
    return inputRequired({
      inputRequests:
        round === 0
          ? { step1: ask('Step 1: What is your name?', name) }
          : { step2: ask('Step 2: What is your favorite color?', z.object({ color: z.string() })) },
      requestState: await requestState.mint({ round: round + 1 }),
    })
  },
  async test_input_required_result_capabilities({ mcpReq }) {
    const envelope: Record<string, ClientCapabilities | undefined> = { ...mcpReq.envelope }
    const declared = envelope[CLIENT_CAPABILITIES_META_KEY]
    return inputRequired({
      inputRequests: {
        ...(declared?.elicitation === undefined ? {} : { user_name: ask('What is your name?', name) }),
        ...(declared?.sampling === undefined ? {} : { thought: askModel('Think.', 10) }),
      },
      requestState: await requestState.mint({ round: 1 }),
    })
  },
}

export const roundTools = Object.keys(TOOLS)

export function registerRounds(server: McpServer): void {
  for (const [tool, run] of Object.entries(TOOLS)) {
    server.registerTool(tool, { description: 'Needs something from the client first.' }, run)
  }
  const context = z.object({ context: z.string() })
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Needs something from the client first.' },
    ({ mcpReq }) => {
      const answer = acceptedContent(mcpReq.inputResponses, 'user_context', context)
      if (answer === undefined) {
        return inputRequired({
          inputRequests: { user_context: ask('What context should the prompt use?', context) },
        })
      }
      return { messages: [{ role: 'user', content: { type: 'text', text: `Context: ${answer.context}` } }] }
    },
  )
}
