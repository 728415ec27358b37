import { entraV2, memoryProofs, Refusal } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { IdentityProvider } from '../identity-provider.ts'
import { EVENT_TYPES } from './change.ts'
import { OwnEventsPoll } from './own-events.ts'
import { Poll } from './poll.ts'
import { ownEventsClientsAmong, READ_EVENTS, READ_OWN_EVENTS, SECURITY_EVENTS } from './receivers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Open to a person's application too: it hears what concerns that person. */
    ownEvents?: boolean
  }
}

const Verification = z.object({ stream_id: z.string().optional(), state: z.string().max(1000).optional() })

/**
 * The transmitter's endpoints (Shared Signals Framework 1.0 §8): metadata, and for each receiver its one stream,
 * which is named after it and exists because it is registered. So there is nothing to create, change or delete.
 */
export function sharedSignals(app: FastifyInstance, idp: IdentityProvider): void {
  metadata(app, idp)
  app.register(async (scope) => streams(scope, idp), { prefix: '/:tenant/ssf' })
  idp.signals.onOutcome(({ name }, { jti, attempts, signal }, outcome) => {
    if (outcome.result === 'delivered') return
    // A receiver that is down is news once for each event, not at each retry.
    if (outcome.result === 'failed' && attempts > 0) return
    const { problem } = outcome
    app.log.warn({ receiver: name, jti, type: signal.type, problem }, `security event ${outcome.result}`)
  })
  app.addHook('onReady', async () => idp.signals.resume())
  app.addHook('onListen', () => warmUp(app, idp))
  // Before the server waits for its requests: a long poll would keep it waiting.
  app.addHook('preClose', async () => idp.signals.stop())
}

/**
 * The first revocation must not wait 100 ms for a key to be imported and an HTTP client to be loaded: so both are
 * used once, on something that does not matter.
 */
async function warmUp(app: FastifyInstance, { signingKeys }: IdentityProvider): Promise<void> {
  const [, health] = await Promise.all([
    signingKeys.sign({}, 'warm-up'),
    fetch(new URL('/healthz', app.listeningOrigin)).catch(() => undefined),
  ])
  await health?.body?.cancel()
}

function metadata(app: FastifyInstance, { urls, tenantId }: IdentityProvider): void {
  const document = {
    spec_version: '1_0',
    issuer: urls.issuer,
    jwks_uri: urls.keys,
    delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
    configuration_endpoint: `${urls.signals}/stream`,
    verification_endpoint: `${urls.signals}/verify`,
    critical_subject_members: ['tenant', 'user'],
    authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }],
    default_subjects: 'ALL',
  }
  // §7.2: the well-known part goes between the host and the path of the issuer.
  app.get(`/.well-known/ssf-configuration/${tenantId}/v2.0`, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(document),
  )
}

async function streams(app: FastifyInstance, idp: IdentityProvider): Promise<void> {
  const { signals, urls, tenantId } = idp
  const registered = idp.applications.byName(SECURITY_EVENTS)
  // A tenant without it transmits nothing.
  if (registered === undefined) return
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  await app.register(resourceServer, {
    accepts: entraV2({
      issuer: urls.issuer,
      tenants: [tenantId],
      audience: registered.appId,
      clients: [...signals.receivers.map(({ id }) => id), ...ownEventsClientsAmong(idp.applications.all)],
      appOnly: true,
    }),
    keys: idp.signingKeys.find,
    origin: urls.origin,
    senderConstraint: idp.senderConstraint.method,
    audit: idp.audit,
    proofs: memoryProofs({ now: () => idp.now() }),
    now: () => idp.now(),
  })
  // A service comes with its own token and its role; a person's application with the person's, and to the poll only.
  app.addHook('onRequest', async (request) => {
    const { appOnly, roles, scopes } = request.getToken()
    const permitted = appOnly
      ? roles.includes(READ_EVENTS)
      : request.routeOptions.config.ownEvents === true && scopes.includes(READ_OWN_EVENTS)
    if (!permitted) {
      throw new Refusal('scope_insufficient', { scopes: [appOnly ? READ_EVENTS : READ_OWN_EVENTS] })
    }
  })

  const closed = { config: { scopes: [] } }
  const poll = { config: { scopes: [], ownEvents: true } }
  app.post('/poll', poll, async (request, reply) => {
    const token = request.getToken()
    const answer = token.appOnly
      ? await signals.poll(streamOf(request), read(Poll, request.body), goneFrom(reply))
      : await signals.pollOwn(token, read(OwnEventsPoll, request.body), goneFrom(reply))
    return reply.header('cache-control', 'no-store').send(answer)
  })
  app.get('/stream', closed, (request) => ({
    stream_id: streamOf(request),
    iss: urls.issuer,
    aud: streamOf(request),
    events_supported: Object.values(EVENT_TYPES),
    events_delivered: Object.values(EVENT_TYPES),
    delivery: { method: 'urn:ietf:rfc:8936', endpoint_url: `${urls.signals}/poll` },
  }))
  app.post('/verify', closed, (request, reply) => {
    const { stream_id: stream = streamOf(request), state } = read(Verification, request.body)
    if (stream !== streamOf(request)) throw new Refusal('permission_denied', { detail: 'another stream' })
    signals.verify(stream, state)
    return reply.code(204).send()
  })
}

/** The application that asks: its token says who it is, and no parameter does. */
function streamOf(request: FastifyRequest): string {
  return request.getToken().clientId
}

/** @throws an error with the status 400 that says what is wrong */
function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  throw Object.assign(new Error(z.prettifyError(parsed.error)), { statusCode: 400 })
}

/** Nobody waits for the answer any more. */
function goneFrom({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}
