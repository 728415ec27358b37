import type { DatabaseSync } from 'node:sqlite'
import type * as z from 'zod'

/** A value kept as JSON under a name. It follows the database: what is rolled back was never there. */
export interface StoredDocument<Value> {
  get(): Value
  set(value: Value): void
}

/** @param initial until something is stored */
export function storedDocument<Schema extends z.ZodType>(
  database: DatabaseSync,
  name: string,
  schema: Schema,
  initial: z.infer<Schema>,
): StoredDocument<z.infer<Schema>> {
  const select = database.prepare('select value from setting where name = ?')
  const write = database.prepare('insert or replace into setting (name, value) values (?, ?)')
  let parsed: { text: unknown; value: z.infer<Schema> } = { text: undefined, value: initial }
  return {
    get() {
      const text = select.get(name)?.['value']
      if (text === undefined) return initial
      // Read for every token, changed now and then.
      if (text !== parsed.text) parsed = { text, value: schema.parse(JSON.parse(String(text))) }
      return parsed.value
    },
    set: (value) => void write.run(name, JSON.stringify(value)),
  }
}
