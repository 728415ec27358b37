import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { AccessToken } from '../access-token.ts'
import type { AuditLog } from '../audit/record.ts'
import { verifyDpopProof } from '../dpop-proof.ts'
import { enforceScopes, type ScopeHierarchy } from '../enforce.ts'
import type { KeySource } from '../key-source.ts'
import {
  protectedResourceMetadata,
  protectedResourceMetadataUrl,
  type ProtectedResource,
} from '../protected-resource-metadata.ts'
import { memoryProofs, type ProofMemory } from '../proof-memory.ts'
import { Refusal } from '../refusal.ts'
import { relay } from '../relay.ts'
import type { Revocations } from '../revocation.ts'
import type { Secret } from '../secret.ts'
import { TokenEndpointError } from '../token-endpoint-error.ts'
import { annotate, inSpan } from '../telemetry/span.ts'
import type { TokenProfile } from '../token-profile.ts'
import { createVerifier, type VerifiedToken } from '../verified-token-cache.ts'
import { answerable } from './answerable.ts'
import { readCredential } from './credential.ts'
import { acceptedEntry, refusedEntry } from './records.ts'
import { wireForm } from './wire.ts'

export interface ResourceServerOptions {
  accepts: TokenProfile
  keys: KeySource
  /** Canonical origin, from configuration: the base of each proof's `htu`. */
  origin: string
  senderConstraint: 'dpop' | 'none'
  audit: AuditLog
  /** The token's letter on the walk-through, for the audit record. */
  tokenName?: string
  /** Nonces and used proofs. Default: of this process alone, which is no protection against its replicas. */
  proofs?: ProofMemory | undefined
  /** Refuse what was issued before a subject's revocation. */
  revocations?: Revocations | undefined
  /** Broader scopes and what they include, for `config.scopes`. */
  scopeHierarchy?: ScopeHierarchy
  resourceMetadata?: Omit<ProtectedResource, 'dpop'>
  /** Epoch seconds. */
  now?: () => number
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Opens this route to callers without a token. */
    public?: boolean
    /** Scopes that a token must carry for this route, all of them. */
    scopes?: readonly string[]
    /** The route has a policy of its own, and writes the audit record when the token is exchanged. */
    audit?: 'exchange'
  }
  interface FastifyRequest {
    /** The verified token. Throws on a public route, so that "nobody" cannot be mistaken for somebody. */
    getToken(): AccessToken
    /** The raw token, for exactly one purpose: the assertion of an exchange. */
    getCredential(): Secret
  }
}

/**
 * Closes every route of the instance, the unknown ones included, to all but holders of an accepted,
 * sender-constrained access token. A route is opened by `config: { public: true }` and by nothing else.
 *
 * For callers in a browser of another origin, register CORS before this plugin (a preflight carries no token),
 * and let `Access-Control-Expose-Headers` name `WWW-Authenticate`, `DPoP-Nonce` and `Retry-After`: a page that
 * cannot read them can answer no challenge.
 */
export const resourceServer = fastifyPlugin<ResourceServerOptions>(
  (app, options, done) => {
    const { accepts, keys, revocations, audit, senderConstraint, now = () => Date.now() / 1000 } = options
    const verify = createVerifier({ accepts, keys, revocations, now })
    const proofs = options.proofs ?? memoryProofs({ now })
    const verified = new WeakMap<FastifyRequest, VerifiedToken & { credential: Secret }>()
    const named = options.tokenName === undefined ? {} : { 'chain_of_trust.token': options.tokenName }
    keys.onRefreshFailed?.((err) =>
      app.log.warn({ err }, 'signing keys not refreshed, the old ones serve on'),
    )

    app.decorateRequest('getToken', function getToken() {
      return lookUp(this).token
    })
    app.decorateRequest('getCredential', function getCredential() {
      return lookUp(this).credential
    })

    app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config.public === true) return
      await inSpan('verify token', { attributes: named }, () => letIn(request, reply))
    })

    async function letIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const { scheme, token: credential } = readCredential(
        request.headers,
        request.query,
        request.raw.rawHeaders,
      )
      const held = { ...(await verify(credential)), credential }
      verified.set(request, held)
      if (senderConstraint === 'dpop') {
        const nonce = await proofs.nonce()
        if (nonce !== undefined) reply.header('dpop-nonce', nonce)
        await verifyBinding(request, scheme, held)
      } else if (held.token.jkt !== undefined || scheme !== 'bearer') {
        throw new Refusal('binding_downgrade', { detail: 'bound token at a bearer resource' })
      }
    }

    app.addHook('onRoute', ({ method, url, config }) => {
      if (config?.public === true || config?.scopes !== undefined || config?.audit !== undefined) return
      throw new Error(`${String(method)} ${url}: say config.public, config.scopes or config.audit`)
    })

    app.addHook('preHandler', async (request) => {
      const held = verified.get(request)
      const { scopes, audit: deferred } = request.routeOptions.config
      if (held === undefined || deferred === 'exchange') return
      enforceScopes(held.token, scopes ?? [], options.scopeHierarchy)
      audit.write(acceptedEntry(request, held.token, options))
    })

    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not_found' }))
    app.setErrorHandler((error, request, reply) => answer(error, request, reply))
    if (options.resourceMetadata !== undefined) publish(app, options.resourceMetadata, senderConstraint)
    done()

    function lookUp(request: FastifyRequest): { token: AccessToken; credential: Secret } {
      const held = verified.get(request)
      if (held === undefined) throw new Error('no access token on a public route')
      return held
    }

    async function verifyBinding(
      request: FastifyRequest,
      scheme: 'dpop' | 'bearer',
      { token, digest }: VerifiedToken,
    ): Promise<void> {
      // A stolen bound token must not become usable by calling it Bearer (RFC 9449 §7.2).
      if (scheme !== 'dpop') throw new Refusal('binding_downgrade')
      if (token.jkt === undefined) throw new Refusal('binding_missing')
      const path = request.url.split('?', 1)[0]!
      await verifyDpopProof({
        proof: request.headers['dpop'],
        method: request.method,
        url: new URL(path, options.origin).href,
        ath: digest,
        jkt: token.jkt,
        proofs,
        now,
      })
    }

    function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
      const refusal = error instanceof TokenEndpointError ? relay(error) : error
      if (!(refusal instanceof Refusal)) return answerFault(refusal, request, reply)
      annotate({ 'chain_of_trust.refusal': refusal.reason })
      try {
        if (!refusal.recorded)
          audit.write(refusedEntry(request, verified.get(request)?.token, refusal, options))
      } catch (fault) {
        // Thrown on, it would reach Fastify's own handler, which shows its message to the caller.
        return answerFault(fault, request, reply)
      }
      request.log.info({ reason: refusal.reason, detail: refusal.params.detail }, 'refused')
      const metadata = options.resourceMetadata
      const token = verified.get(request)?.token ?? refusal.params.token
      const { status, headers, body } = wireForm(answerable(refusal, token), {
        senderConstraint,
        resource: metadata?.resource,
        resourceMetadata: metadata && protectedResourceMetadataUrl(metadata.resource),
      })
      return reply.code(status).headers(headers).send(body)
    }
  },
  { name: 'resource-server', fastify: '5.x' },
)

/** Bad input says what is wrong; anything else is our fault and says nothing. */
function answerFault(error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (error instanceof Error && status >= 400 && status < 500) {
    return reply.code(status).send({ error: 'invalid_request', error_description: error.message })
  }
  request.log.error({ err: error }, 'failed')
  return reply.code(500).send({ error: 'server_error' })
}

function publish(
  app: FastifyInstance,
  metadata: Omit<ProtectedResource, 'dpop'>,
  senderConstraint: 'dpop' | 'none',
): void {
  const document = protectedResourceMetadata({ ...metadata, dpop: senderConstraint === 'dpop' })
  const { pathname } = new URL(protectedResourceMetadataUrl(metadata.resource))
  app.get(pathname, { config: { public: true } }, () => document)
}
