import type * as z from 'zod'

/** The body of a provider's answer. @throws Error that quotes nothing of it: it is somebody's data */
export async function readAnswer<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.infer<Schema>> {
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`the provider's API answered ${response.status}`)
  }
  const parsed = schema.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) throw new Error("the provider's API answered something else than was asked for")
  return parsed.data
}
