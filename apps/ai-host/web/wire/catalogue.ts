import * as z from 'zod'

const Scope = z.object({ value: z.string(), description: z.string() })

const Tool = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  /** What the tool asks for, short names. */
  scopes: z.array(z.string()),
  /** The person is asked before each call. */
  approval: z.boolean(),
})

/** An account of the person's outside of the tenant, which a server may use. */
const Account = z.object({ provider: z.string(), title: z.string(), scopes: z.array(Scope) })
export type CatalogueAccount = z.infer<typeof Account>

const Server = z.object({
  name: z.string(),
  title: z.string(),
  scopes: z.array(Scope),
  tools: z.array(Tool),
  account: Account.optional(),
})

/** `GET /api/catalogue`: what the agent could use, if the person lets it. */
export const Catalogue = z.object({
  model: z.object({ id: z.string(), label: z.string(), rehearsed: z.boolean() }),
  servers: z.array(Server),
})
export type Catalogue = z.infer<typeof Catalogue>
export type CatalogueServer = z.infer<typeof Server>
