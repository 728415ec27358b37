import * as z from 'zod'
import { ACTORS, FAILURE_KINDS, FAILURES, REMEDIES, type FailureKind } from './failure-kinds.ts'

export { FAILURE_KINDS, FAILURES, type Actor, type FailureKind, type Remedy } from './failure-kinds.ts'

const CorrelationId = z.string().regex(/^[\w-]{1,64}$/)

/** The `failure` member beside `error` in the body of a refusal: words from closed lists, and an identifier. */
export const Failure = z.object({
  kind: z.enum(FAILURE_KINDS),
  remedy: z.enum(REMEDIES),
  actor: z.enum(ACTORS),
  /** The authorization server's identifier for its help desk. */
  correlation_id: CorrelationId.optional().catch(undefined),
})
export type Failure = z.infer<typeof Failure>

/** @param correlationId as the authorization server wrote it; left out unless it looks like one */
export function describeFailure(kind: FailureKind, correlationId?: string): Failure {
  const { remedy, actor } = FAILURES[kind]
  const { data } = CorrelationId.safeParse(correlationId)
  return { kind, remedy, actor, ...(data === undefined ? {} : { correlation_id: data }) }
}

const Body = z.object({ failure: Failure })

/**
 * Reads the failure out of a refusal's parsed JSON body. Whatever is not of the closed lists is ignored: the
 * next tier's text must not become ours.
 */
export function readFailure(body: unknown): Failure | undefined {
  return Body.safeParse(body).data?.failure
}

/** Bytes. A refusal's body is a few words. */
const LONGEST_BODY = 4096

/** As `readFailure`, of an answer whose body nobody has read. Never throws; reads no more than 4 KiB. */
export async function failureIn(response: Response): Promise<Failure | undefined> {
  if (response.body === null) return undefined
  const decoder = new TextDecoder()
  let text = ''
  try {
    // Leaving the loop cancels what is still to come.
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > LONGEST_BODY) return undefined
    }
    return readFailure(JSON.parse(text))
  } catch {
    return undefined
  }
}
