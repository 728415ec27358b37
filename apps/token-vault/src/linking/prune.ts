import type { FastifyInstance } from 'fastify'
import type { Sessions } from '../session/sessions.ts'
import type { AuthorizationRequests } from './authorization-requests.ts'
import type { GiveBack } from './give-back.ts'
import type { LinkingOptions } from './options.ts'
import { aboutAsked } from './record.ts'
import type { Replacements } from './replacements.ts'

/** Milliseconds. */
const INTERVAL = 30_000

export type PruneOptions = Pick<LinkingOptions, 'linkRequests' | 'accessControl'> & {
  sessions: Sessions
  authorizations: AuthorizationRequests
  replacements: Replacements
  giveBack: GiveBack
}

/** Forgets what is over, twice a minute, and gives back the grants that nobody decided on. */
export function prune(app: FastifyInstance, options: PruneOptions): void {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= pruneOnce(options)
      .catch((err: unknown) => app.log.warn({ err }, 'not pruned, trying again'))
      .finally(() => (running = undefined))
  }, INTERVAL).unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await running
  })
}

/** One round of it. @throws DatabaseUnavailable, KekUnavailable, Unsealable */
export async function pruneOnce({
  linkRequests,
  accessControl,
  sessions,
  authorizations,
  replacements,
  giveBack,
}: PruneOptions): Promise<void> {
  await linkRequests.prune()
  await authorizations.prune()
  await sessions.prune()
  const expired = await replacements.takeExpired()
  for (const one of expired) {
    if (one instanceof Error) continue
    const { owner, grant } = one
    const row = accessControl.ofClient(owner.client)
    if (row === undefined) continue
    const about = aboutAsked({ owner, scopes: grant.scopes }, row)
    await giveBack(undefined, row.provider, grant.tokens, about)
  }
  const closed = expired.filter((one) => one instanceof Error)
  if (closed.length > 0) throw new AggregateError(closed, 'grants that cannot be opened, to give them back')
}
