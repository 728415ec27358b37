import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { siteAssets } from '../pages/site.ts'
import { cookiesFor } from '../session/cookies.ts'
import { createDoor } from '../session/door.ts'
import { openSessions } from '../session/sessions.ts'
import { signInRoutes } from '../session/sign-in.ts'
import { openAuthorizationRequests } from './authorization-requests.ts'
import { callbackRoutes } from './callback.ts'
import { connectRoutes } from './connect.ts'
import { createGiveBack } from './give-back.ts'
import type { LinkingOptions } from './options.ts'
import { portalRoutes } from './portal.ts'
import { prune } from './prune.ts'
import { showRefusals } from './refusals.ts'
import { replaceRoutes } from './replace.ts'
import { openReplacements } from './replacements.ts'

/**
 * The pages on which people link and unlink accounts. They know people by a session of their own: none of these routes
 * takes an access token, and no route of the API takes the session.
 */
export async function linkingPages(app: FastifyInstance, options: LinkingOptions): Promise<void> {
  const { origin, database, cipher, audit, webSignIn, revocations, now = Date.now } = options
  const fetch = options.fetch ?? ((input: string, init?: RequestInit) => globalThis.fetch(input, init))
  const sessions = await openSessions(database, now)
  const authorizations = await openAuthorizationRequests(database, now)
  const replacements = await openReplacements(database, cipher, now)
  const giveBack = createGiveBack(audit, fetch)
  const cookies = cookiesFor(origin)
  const door = createDoor({ origin, sessions, cookies, webSignIn, revocations, audit, now })
  const callbackOf = (provider: string) => `${origin}/callback/${provider}`
  // What is revoked is refused at its next use all the same. A flush alone, as after each outage of what the replicas
  // share, ends nobody's session.
  revocations?.onFlush(({ tid, oid }) => {
    const before = oid === undefined ? undefined : revocations.revokedBefore({ tid, oid })
    if (oid === undefined || before === undefined) return
    sessions
      .endBefore({ tid, oid }, before)
      .catch((err: unknown) => app.log.error({ err }, 'sessions not ended'))
  })
  prune(app, { ...options, sessions, authorizations, replacements, giveBack })

  await app.register(async (scope) => {
    showRefusals(scope, options)
    // A body is a form: what another site's script can send as JSON is not read.
    scope.removeAllContentTypeParsers()
    await scope.register(formbody)
    await scope.register(cookie)
    scope.addHook('onRequest', async (_request, reply) => {
      // `no-referrer` would take the Origin off our own forms; a ticket must not leave in a Referer either.
      reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
    })
    siteAssets(scope)
    signInRoutes(scope, { door, sessions, cookies, webSignIn, audit, now })
    connectRoutes(scope, { ...options, door, authorizations, callbackOf })
    callbackRoutes(scope, {
      ...options,
      door,
      authorizations,
      replacements,
      giveBack,
      callbackOf,
      fetch,
      now,
    })
    replaceRoutes(scope, { ...options, door, replacements, giveBack })
    portalRoutes(scope, { ...options, door })
  })
}
