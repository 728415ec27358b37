import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { FastifyInstance } from 'fastify'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
}

/**
 * `GET /assets/<name>`: `pages.css`, which every site shares, and the site's own stylesheets, scripts and icon, as
 * files of their own: the pages' policy allows no inline ones. The routes are public.
 * @param folder URL of the module that knows the paths, say `import.meta.url`
 */
export function assets(app: FastifyInstance, folder: string, paths: readonly string[]): void {
  const files = [new URL('pages.css', import.meta.url), ...paths.map((path) => new URL(path, folder))]
  for (const file of files) {
    const content = readFileSync(file)
    const type = TYPES[extname(file.pathname)]
    if (type === undefined) throw new Error(`no media type for ${file.pathname}`)
    app.get(`/assets/${basename(file.pathname)}`, { config: { public: true } }, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=300').send(content),
    )
  }
}
