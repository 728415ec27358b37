import * as z from 'zod'

/** A resource that the page uses beside the orchestrator, with a token of its own. */
const BesideResource = z.object({
  /** Origin. */
  url: z.url(),
  /** The permission that its token carries, full name. */
  scope: z.string(),
})
export type BesideResource = z.infer<typeof BesideResource>

/** `/config.json`: what the page must know. None of it is secret. */
const PageConfig = z.object({
  clientId: z.guid(),
  authority: z.url(),
  knownAuthorities: z.array(z.string()),
  /** JSON text of the endpoints, or empty for Entra ID itself. */
  authorityMetadata: z.string(),
  redirectUri: z.url(),
  /** Origin of the orchestrator. */
  orchestrator: z.url(),
  /** The orchestrator's permissions that Token A carries, full names. */
  scopes: z.array(z.string()).min(1),
  /** The orchestrator as token requests name it (RFC 8707), where the identity provider takes that. */
  resource: z.url().optional(),
  /** Shows what happened; absent: this system keeps its audit logs to itself. */
  auditTrail: BesideResource.optional(),
  /** Runs the attacks; absent: it does not run. */
  attackLab: BesideResource.optional(),
  senderConstraint: z.enum(['dpop', 'none']),
})
export type PageConfig = z.infer<typeof PageConfig>

/** @throws Error when it cannot be had; the page cannot work then */
export async function loadPageConfig(): Promise<PageConfig> {
  const response = await fetch('/config.json')
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`)
  return PageConfig.parse(await response.json())
}
