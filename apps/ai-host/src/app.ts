import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import { ConfigError, createService } from '@chain-of-trust/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { pageConfig } from './page-config.ts'
import { bridgeHeaders, pageHeaders, resourceHeaders } from './security-headers.ts'

const dist = join(import.meta.dirname, '..', 'dist')

/**
 * The web server of the AI host: the built page, its configuration, and nothing else. It never sees a token.
 * @param root folder of the built page
 * @throws ConfigError when the page is not built
 */
export async function buildApp(config: Config, root = dist): Promise<FastifyInstance> {
  if (!existsSync(join(root, 'index.html'))) {
    throw new ConfigError([`${root} holds no page: run \`node apps/ai-host/build.ts\``])
  }
  const app = createService({ name: 'ai-host', logLevel: config.LOG_LEVEL })
  const headersOf = headersByFile(config)
  const json = pageConfig(config)

  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(resourceHeaders())
    done()
  })

  app.get('/config.json', { config: { public: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-store').send(json),
  )

  await app.register(fastifyStatic, {
    root,
    cacheControl: false,
    dotfiles: 'ignore',
    // What Vite puts into assets/ carries its digest in the name; a page must be asked for each time.
    setHeaders: (reply, path) => {
      reply.headers(headersOf(relative(root, path).split(sep).join('/')))
    },
  })
  return app
}

function headersByFile(config: Config): (file: string) => Record<string, string> {
  const page = pageHeaders({
    orchestrator: config.ORCHESTRATOR_URL,
    identityProvider: new URL(config.TOKEN_ENDPOINT).origin,
    beside: [config.AUDIT_TRAIL_URL, config.ATTACK_LAB_URL].filter((origin) => origin !== undefined),
  })
  return (file) => {
    if (file === 'redirect.html') return { ...bridgeHeaders(), 'cache-control': 'no-store' }
    if (file.endsWith('.html')) return { ...page, 'cache-control': 'no-cache' }
    const caching = file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    return { ...resourceHeaders(), 'cache-control': caching }
  }
}
