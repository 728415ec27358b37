/** The frames of version 1, as docs/stdio-handshake.md §4 has them. Unknown members are ignored. */
import * as z from 'zod'
import { ERRORS } from './handshake-error.ts'
import { LONGEST_FRAME } from './frame-splitter.ts'

export const VERSION = 1

const seconds = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
const scopes = z.array(z.string().max(256)).max(256)
/** 32 bytes, base64url. */
const nonce = z.string().regex(/^[\w-]{43}$/)
const head = { stdio_handshake: z.literal(VERSION) }

export const Hello = z.object({
  // A server of tomorrow says 2 here, and may still speak 1.
  stdio_handshake: z.number().int(),
  type: z.literal('hello'),
  versions: z.array(z.number().int()).max(16),
  resource: z.string().max(2048),
  issuer: z.string().max(2048),
  scopes_supported: scopes,
  nonce,
  timeout: z.number().positive(),
})
export type Hello = z.infer<typeof Hello>

export const CredentialFrame = z.object({
  ...head,
  type: z.literal('credential'),
  access_token: z.string().min(1),
  proof: z.string().min(1),
})
export type CredentialFrame = z.infer<typeof CredentialFrame>

export const RevokedFrame = z.object({
  ...head,
  type: z.literal('revoked'),
  at: seconds,
  event: z.string().regex(/^[a-z-]{1,64}$/),
  proof: z.string().min(1),
})
export type RevokedFrame = z.infer<typeof RevokedFrame>

/** What a host may send. */
export const HostFrame = z.discriminatedUnion('type', [CredentialFrame, RevokedFrame])

export const Accepted = z.object({
  ...head,
  type: z.literal('accepted'),
  issued_at: seconds,
  expires_at: seconds,
  renew_before: seconds,
  scopes,
  nonce,
})
export type Accepted = z.infer<typeof Accepted>

export const Refused = z.object({
  ...head,
  type: z.literal('refused'),
  error: z.enum(ERRORS),
  reason: z.string().regex(/^[a-z_]{1,64}$/),
  message: z.string().max(1000),
  /** There: the session goes on. */
  nonce: nonce.optional(),
})
export type Refused = z.infer<typeof Refused>

export const Noted = z.object({ ...head, type: z.literal('noted'), nonce })

/** What a server may answer. */
export const Answer = z.discriminatedUnion('type', [Accepted, Refused, Noted])
export type Answer = z.infer<typeof Answer>

type Frame = Hello | CredentialFrame | RevokedFrame | Answer

/**
 * One frame as its line.
 * @throws RangeError where it would be longer than a frame may be: the message does not show it
 */
export function frameLine({ stdio_handshake, ...members }: Frame): Buffer {
  // This member first: the bytes of the prefix.
  const line = Buffer.from(`${JSON.stringify({ stdio_handshake, ...members })}\n`)
  if (line.length > LONGEST_FRAME + 1) throw new RangeError('the frame is too long')
  return line
}

/** The JSON of a frame; undefined where it is none. The parser's own error would show the text. */
export function parseFrame(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** The version that a frame claims, where it is not ours. */
export function foreignVersion(frame: unknown): boolean {
  return (
    typeof frame === 'object' &&
    frame !== null &&
    'stdio_handshake' in frame &&
    typeof frame.stdio_handshake === 'number' &&
    frame.stdio_handshake !== VERSION
  )
}
