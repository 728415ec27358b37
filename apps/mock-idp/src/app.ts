import { createService } from '@chain-of-trust/service-kit'
import { assets } from '@chain-of-trust/service-kit/pages'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { authorize } from './endpoints/authorize.ts'
import { confirm } from './endpoints/confirm.ts'
import { consent } from './endpoints/consent.ts'
import { deviceAuth } from './endpoints/device-auth.ts'
import { deviceCode } from './endpoints/device-code.ts'
import { discovery } from './endpoints/discovery.ts'
import { jwks } from './endpoints/jwks.ts'
import { logout } from './endpoints/logout.ts'
import { mfa } from './endpoints/mfa.ts'
import { signIn } from './endpoints/sign-in.ts'
import { tenantConsole } from './endpoints/tenant-console.ts'
import { token } from './endpoints/token.ts'
import { correlationId, EntraError } from './entra-error.ts'
import {
  openIdentityProvider,
  type IdentityProvider,
  type IdentityProviderOptions,
} from './identity-provider.ts'
import { consolePage } from './pages/console/console-page.ts'
import { errorPage, errorReferencePage } from './pages/message-page.ts'
import { sendPage } from './pages/page.ts'
import { sharedSignals } from './signals/endpoints.ts'
import { prune } from './state/database.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The tenant behind the endpoints, for tests: rotate its keys, switch on a fault. */
    identityProvider: IdentityProvider
  }
}

const ASSETS = [
  'pages/icon.svg',
  'pages/form-post.js',
  'pages/console/console.css',
  'pages/console/console.js',
]

/** The mock of Entra ID v2. An authorization server's endpoints are public; each says itself whom it believes. */
export async function buildApp(
  config: Config,
  options: IdentityProviderOptions = {},
): Promise<FastifyInstance> {
  const idp = await openIdentityProvider(config, options)
  const app = createService({ name: 'mock-idp', logLevel: config.LOG_LEVEL, bodyLimit: 64 * 1024 })
  app.decorate('identityProvider', idp)
  closeWith(app, idp)
  showErrors(app)

  await app.register(cookie)
  // A body is a form, except at the console, which takes nothing that a form can send.
  app.removeContentTypeParser(['application/json', 'text/plain'])
  await app.register(formbody)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
    const { tenant } = request.params as { tenant?: string }
    if (tenant !== undefined && tenant.toLowerCase() !== idp.tenantId) {
      throw new EntraError('tenant_unknown', { fill: { tenant } })
    }
  })

  discovery(app, idp)
  jwks(app, idp)
  authorize(app, idp)
  signIn(app, idp)
  mfa(app, idp)
  confirm(app, idp)
  consent(app, idp)
  deviceAuth(app, idp)
  logout(app, idp)
  sharedSignals(app, idp)
  assets(app, import.meta.url, ASSETS)
  await app.register((scope) => token(scope, idp), { prefix: '/:tenant/oauth2/v2.0/token' })
  await app.register((scope) => deviceCode(scope, idp), { prefix: '/:tenant/oauth2/v2.0/devicecode' })
  await app.register(async (scope) => tenantConsole(scope, idp), { prefix: '/console/api' })

  app.get('/', (_request, reply) => reply.redirect('/console'))
  app.get('/console', (_request, reply) => sendPage(reply, consolePage(idp)))
  app.get<{ Querystring: Record<string, unknown> }>('/error', ({ query }, reply) =>
    sendPage(reply, errorReferencePage(typeof query['code'] === 'string' ? query['code'] : '')),
  )
  return app
}

/** Where nothing else is said, an error is shown to the person. Set before the routes, which keep what they find. */
function showErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const failure =
      error instanceof EntraError ? error : new EntraError(ours(error) ? 'server_error' : 'request_invalid')
    if (failure.status >= 500) request.log.error({ err: error }, 'failed')
    const query = request.query as Record<string, unknown>
    return sendPage(reply, errorPage(failure, correlationId(query['client-request-id'])))
  })
}

function ours(error: unknown): boolean {
  return !(error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500)
}

const HOUR_MS = 3_600_000

function closeWith(app: FastifyInstance, idp: IdentityProvider): void {
  prune(idp.database, idp.now())
  const pruning = setInterval(() => prune(idp.database, idp.now()), HOUR_MS).unref()
  app.addHook('onClose', async () => {
    clearInterval(pruning)
    await idp.audit.close()
    idp.database.close()
  })
}
