import type * as z from 'zod'

/** Bad input: answered with 400 and this message, which says what is wrong. */
export class InvalidRequest extends Error {
  readonly statusCode = 400

  constructor(message: string) {
    super(message)
    this.name = 'InvalidRequest'
  }
}

/** Reads `input` by `schema`. @throws InvalidRequest naming every problem, with its place */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => [path.join('.'), message])
  throw new InvalidRequest(problems.map((problem) => problem.filter(Boolean).join(': ')).join('; '))
}
