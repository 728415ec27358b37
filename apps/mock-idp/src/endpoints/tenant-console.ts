import { origin } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { NAMED_LOCATIONS } from '../conditional-access/named-locations.ts'
import { Policies, type Policy } from '../conditional-access/policy.ts'
import { Fault } from '../faults.ts'
import { graphApplications } from '../graph-applications.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { Assigned } from '../state/assignments.ts'
import { transaction } from '../state/database.ts'
import { Action, perform } from './console-actions.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The administrator's API of the mock tenant. It asks for no credential: whoever can reach this port is the
 * developer. What it must withstand are the developer's other web pages, so it answers to its own origin only, by
 * a loopback name only (DNS rebinding turns a foreign page's own name into 127.0.0.1, but the Host header still
 * carries that name), and takes JSON only (which another site's form cannot send).
 */
export function tenantConsole(app: FastifyInstance, idp: IdentityProvider): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  app.addHook('onRequest', async (request) => {
    if (isOwnPage(request, idp.urls.origin)) return
    idp.audit.write({
      event: 'account_changed',
      outcome: 'failure',
      reason: 'origin_not_allowed',
      ...origin(request),
    })
    throw new ConsoleRefusal(403, 'loopback and same origin only')
  })
  app.setErrorHandler((error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (status >= 500) request.log.error({ err: error }, 'console')
    const message = error instanceof Error && status < 500 ? error.message : 'failed'
    return reply.code(status).send({ error: status < 500 ? 'invalid_request' : 'server_error', message })
  })

  // All that is known about a person; none of it is secret here.
  app.get('/users', () => idp.accounts.all())

  app.post<{ Params: { oid: string } }>('/users/:oid', ({ params, body }) => {
    const account = idp.accounts.find(params.oid)
    if (account === undefined) throw new ConsoleRefusal(404, 'there is no such user')
    perform(idp, account, read(Action, body))
    return idp.accounts.find(params.oid) ?? account
  })

  app.get('/applications', () => ({ value: graphApplications(idp.applications) }))

  app.get('/locations', () => NAMED_LOCATIONS)

  app.get('/policies', () => idp.policies.list())
  app.put('/policies', ({ body }) => {
    const policies = read(Policies, body)
    for (const { displayName, conditions } of policies) {
      const { applications, users } = conditions
      refuseUnknown(idp, displayName, applications === 'all' ? [] : applications, namedUsers(users))
    }
    changeRules(idp, 'policies_changed', () => idp.policies.replace(policies))
    return idp.policies.list()
  })

  app.get('/assignments', () => idp.assignments.list())
  app.put('/assignments', ({ body }) => {
    const assigned = read(Assigned, body)
    for (const [name, oids] of Object.entries(assigned)) refuseUnknown(idp, 'assignments', [name], oids)
    changeRules(idp, 'assignments_changed', () => idp.assignments.replace(assigned))
    return idp.assignments.list()
  })

  app.post('/faults', ({ body }, reply) => {
    idp.faults.set(read(Fault, body))
    return reply.code(204).send()
  })
}

/** Decisions of the past may be wrong now: the tiers forget what they keep. */
function changeRules(idp: IdentityProvider, reason: string, change: () => void): void {
  transaction(idp.database, () => {
    change()
    // CAEP 1.0 §3.2 wants at least one claim with its new value.
    const enabled = idp.policies.list().filter(({ state }) => state === 'enabled')
    const details = { claims: { capolids: enabled.map(({ id }) => id) } }
    idp.signals.announce({ type: 'token-claims-change', at: idp.now() + 1, details })
    idp.audit.write({ event: 'policy_changed', outcome: 'success', reason })
  })
}

/** A rule about nobody or nothing would be taken for protection. */
function refuseUnknown(
  { applications, accounts }: IdentityProvider,
  rule: string,
  names: readonly string[],
  oids: readonly string[],
): void {
  const unknown = [
    ...names.filter((name) => applications.byName(name) === undefined),
    ...oids.filter((oid) => accounts.find(oid) === undefined),
  ]
  if (unknown.length > 0) throw new ConsoleRefusal(400, `${rule}: this tenant has no ${unknown.join(', ')}`)
}

function namedUsers(users: Policy['conditions']['users']): readonly string[] {
  if (users === 'all') return []
  return Array.isArray(users) ? users : [...namedUsers(users.include), ...users.exclude]
}

function isOwnPage({ headers, hostname }: FastifyRequest, own: string): boolean {
  const site = headers['sec-fetch-site']
  return (
    LOOPBACK.has(hostname) &&
    (headers.origin === undefined || headers.origin === own) &&
    (site === undefined || site === 'same-origin' || site === 'none')
  )
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new ConsoleRefusal(400, z.prettifyError(parsed.error))
  return parsed.data
}

class ConsoleRefusal extends Error {
  readonly statusCode: number

  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}
