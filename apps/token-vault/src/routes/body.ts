import * as z from 'zod'

/** The caller's mistake, in words: answered with 400. */
export class BadRequest extends Error {
  readonly statusCode = 400
}

/** @throws BadRequest that names every problem and quotes nothing of the body */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
  throw new BadRequest(problems.join('; '))
}

/** Scopes of a provider, as they are asked for: `scope-token` of RFC 6749 §3.3. */
export const ProviderScopes = z
  .array(
    z
      .string()
      .max(100)
      .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope'),
  )
  .min(1)
  .max(20)
