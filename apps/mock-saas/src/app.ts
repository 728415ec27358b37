import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { createService } from '@chain-of-trust/service-kit'
import { assets } from '@chain-of-trust/service-kit/pages'
import type { FastifyInstance } from 'fastify'
import { openAuthorizationServer } from './authorization-server/authorization-server.ts'
import { authorizationServer } from './authorization-server/endpoints.ts'
import { metadata } from './authorization-server/metadata.ts'
import type { Config } from './config.ts'
import { consoleApi } from './console/console-api.ts'
import { consolePage } from './console/console-page.ts'
import { githubApi } from './github/api.ts'
import { github } from './github/provider.ts'
import { openGitHub } from './github/store.ts'
import { jiraApi } from './jira/api.ts'
import { jira } from './jira/provider.ts'
import { openJira } from './jira/store.ts'
import { consolePages } from './pages/sites.ts'
import { openDatabase, prune } from './state/database.ts'

export interface Options {
  /** Epoch milliseconds. */
  now?: () => number
}

const ASSETS = ['github.css', 'github.svg', 'jira.css', 'jira.svg'].map((name) => `pages/${name}`)

/** GitHub and Jira: two authorization servers, two APIs, one console. Each says itself whom it believes. */
export async function buildApp(config: Config, options: Options = {}): Promise<FastifyInstance> {
  const clock = options.now ?? Date.now
  let ahead = 0
  const now = () => Math.floor(clock() + ahead)
  const database = openDatabase(join(config.STATE_DIR, 'mock-saas', 'state.sqlite'))
  const servers = {
    github: openAuthorizationServer(github, config, { database, now }),
    jira: openAuthorizationServer(jira, config, { database, now }),
  }
  const stores = { github: openGitHub(database, now), jira: openJira(database, now) }

  const app = createService({ name: 'mock-saas', logLevel: config.LOG_LEVEL })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  })
  closeWith(app, database, now)

  for (const server of Object.values(servers)) metadata(app, server)
  await app.register((scope) => authorizationServer(scope, servers.github), { prefix: '/github' })
  await app.register((scope) => authorizationServer(scope, servers.jira), { prefix: '/jira' })
  await app.register(async (scope) => githubApi(scope, servers.github, stores.github), {
    prefix: '/github/api',
  })
  await app.register(async (scope) => jiraApi(scope, servers.jira, stores.jira), {
    prefix: '/jira/rest/api/3',
  })
  const setClock = (milliseconds: number) => void (ahead = milliseconds)
  await app.register(
    async (scope) => consoleApi(scope, { servers, stores, origin: config.PUBLIC_URL, setClock, now }),
    { prefix: '/console/api' },
  )
  assets(app, import.meta.url, [...ASSETS, 'console/console.css', 'console/console.js'])
  app.get('/', (_request, reply) => reply.redirect('/console'))
  app.get('/console', (_request, reply) => consolePages(reply, consolePage(Object.values(servers))))
  return app
}

const HOUR_MS = 3_600_000

function closeWith(app: FastifyInstance, database: DatabaseSync, now: () => number): void {
  prune(database, now())
  const pruning = setInterval(() => prune(database, now()), HOUR_MS).unref()
  app.addHook('onClose', async () => {
    clearInterval(pruning)
    database.close()
  })
}
