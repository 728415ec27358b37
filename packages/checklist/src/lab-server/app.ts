import { Readable } from 'node:stream'
import { entraV2, type AuditLog, type KeySource } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import { clientsOf, createService, registration } from '@chain-of-trust/service-kit'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { loadCatalogue } from './catalogue.ts'
import type { Config } from './config.ts'
import { createRunner } from './runner.ts'
import { createRuns } from './runs.ts'
import { RunRequest, type RunLine } from './wire.ts'

const SCOPES = ['Lab.Run']

export interface Dependencies {
  keys: KeySource
  /** Who ran what. */
  audit: AuditLog
}

/** Runs the attacks for the AI host's page: whoever may call it can end people's sessions, so it wants a token of its own. */
export async function buildApp(config: Config, { keys, audit }: Dependencies): Promise<FastifyInstance> {
  const app = createService({ name: 'attack-lab', logLevel: config.LOG_LEVEL })

  await app.register(cors, {
    origin: config.HOST_ORIGIN,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'dpop', 'content-type', 'traceparent'],
    exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After'],
    maxAge: 600,
  })
  await app.register(resourceServer, {
    accepts: entraV2({
      issuer: config.ISSUER,
      tenants: [config.TENANT_ID],
      audience: config.AUDIENCE,
      clients: clientsOf('attack-lab'),
    }),
    keys,
    origin: new URL(config.RESOURCE).origin,
    senderConstraint: config.SENDER_CONSTRAINT,
    audit,
    resourceMetadata: {
      resource: config.RESOURCE,
      authorizationServers: [config.ISSUER],
      scopes: SCOPES,
      name: registration('attack-lab').displayName,
    },
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('cache-control', 'no-store')
    done(null, payload)
  })

  const lab = once(async () => {
    const catalogue = await loadCatalogue()
    const runner = createRunner(catalogue, config.STATE_DIR)
    return { catalogue, runner, runs: createRuns(runner, audit, config.SENDER_CONSTRAINT) }
  })
  app.addHook('onClose', async () => (await lab.begun())?.runner.close())

  app.get('/api/attacks', { config: { scopes: SCOPES } }, async () => (await lab()).catalogue.listedAttacks)
  app.get('/api/pairs', { config: { scopes: SCOPES } }, async () => ({
    pairs: (await lab()).catalogue.listedPairs,
  }))
  app.post('/api/runs', { config: { scopes: SCOPES } }, async (request, reply) => {
    const { catalogue, runs } = await lab()
    const { data } = RunRequest.safeParse(request.body)
    if (data === undefined) return reply.code(400).send(invalid('the body must be { "ids": [one at least] }'))
    const ids = [...new Set(data.ids)]
    for (const id of ids) {
      const fault = catalogue.fault(id)
      // An id of the caller's own making is not said back.
      if (fault !== undefined) return reply.code(400).send(invalid(`ids[${data.ids.indexOf(id)}]: ${fault}`))
    }
    if (runs.busy()) {
      return reply
        .code(409)
        .header('retry-after', 5)
        .send({ error: 'run_in_progress', error_description: 'another run is under way; one at a time' })
    }
    const run = runs.start(ids, request.getToken(), request.log)
    const lines = Readable.from(asLines(run.lines)).once('close', run.abandon)
    return reply.type('application/x-ndjson').send(lines)
  })
  return app
}

/** Some hundred files are read when somebody first asks, and not while the system starts. */
function once<Value>(make: () => Promise<Value>) {
  let made: Promise<Value> | undefined
  return Object.assign(() => (made ??= make()), { begun: () => made })
}

async function* asLines(run: AsyncGenerator<RunLine, void>): AsyncGenerator<string, void> {
  for await (const line of run) yield `${JSON.stringify(line)}\n`
}

function invalid(message: string): { error: string; error_description: string } {
  return { error: 'invalid_request', error_description: message }
}
