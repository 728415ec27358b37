import * as z from 'zod'

/** Bad input: answered with 400 and this message, which says what is wrong. */
class InvalidRequest extends Error {
  readonly statusCode = 400
}

/** Reads `input` by `schema`. @throws InvalidRequest naming every problem, with its place */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => [path.join('.'), message])
  throw new InvalidRequest(problems.map((problem) => problem.filter(Boolean).join(': ')).join('; '))
}

/** Of an event, as a query has it. */
export const EventId = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
export const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)
