import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server'
import * as z from 'zod'

/** Key of our one question in `inputRequests`, and of its answer in `inputResponses`. */
const QUESTION = 'approval'

/**
 * A box to be ticked, and not ticked beforehand: Enter, Enter is no approval.
 */
const Answer = z.object({ approve: z.boolean() })

/**
 * The question as a result, which a client of 2026-07-28 answers by calling again; to one of 2025-11-25 the SDK sends
 * `elicitation/create` and calls the tool again itself. Either way the second call passes every check anew.
 */
export function askPerson(message: string, requestState: string): InputRequiredResult {
  return inputRequired({
    requestState,
    inputRequests: {
      [QUESTION]: inputRequired.elicit({
        mode: 'form',
        message,
        requestedSchema: {
          type: 'object',
          properties: {
            approve: { type: 'boolean', title: 'Yes, write this file', default: false },
          },
          required: ['approve'],
        },
      }),
    },
  })
}

/** Whether the answer that came with a call is a yes. Whatever else it is, is a no. */
export function isYes({ inputResponses }: Pick<ServerContext['mcpReq'], 'inputResponses'>): boolean {
  return acceptedContent(inputResponses, QUESTION, Answer)?.approve === true
}

/**
 * Whether the client can put a form before the person. One that cannot gets no file written: there would be nobody to
 * say no.
 * @param declared the capabilities of a 2025-11-25 client; the other says them with each request
 */
export function canAsk({ envelope }: Pick<ServerContext['mcpReq'], 'envelope'>, declared: unknown): boolean {
  const { elicitation } = Capabilities.parse(
    (envelope as Record<string, unknown> | undefined)?.[CLIENT_CAPABILITIES_META_KEY] ?? declared ?? {},
  )
  if (elicitation === undefined) return false
  // `{}` means forms: that is all there was before 2025-11-25.
  return elicitation.form !== undefined || elicitation.url === undefined
}

const Capabilities = z
  .object({ elicitation: z.object({ form: z.unknown(), url: z.unknown() }).partial().optional() })
  .catch({})
