import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** Goes into every form of a session's pages, as `csrf`. Only our own pages can know it: another site cannot read them. */
export function formToken(sessionId: string): string {
  return createHmac('sha256', sessionId).update('form').digest('base64url')
}

/**
 * Whether a form was sent from a page of ours, in this session. Two proofs, because each has failed somewhere: the
 * token in the form, and the browser's word for where it comes from (`Origin`, RFC 6454 §7), which every browser
 * sends with a post.
 */
export function isOwnForm(request: FastifyRequest, sessionId: string, origin: string): boolean {
  const given = Buffer.from(fieldOf(request, 'csrf') ?? '')
  const known = Buffer.from(formToken(sessionId))
  return request.headers.origin === origin && given.length === known.length && timingSafeEqual(given, known)
}

/** A field that was sent once, as text. */
export function fieldOf({ body }: FastifyRequest, name: string): string | undefined {
  const value = (body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** A field that may be sent any number of times, or not at all: ticked boxes. */
export function fieldsOf({ body }: FastifyRequest, name: string): string[] {
  const value = (body as Record<string, unknown> | undefined)?.[name] ?? []
  return [value].flat().filter((one) => typeof one === 'string')
}
