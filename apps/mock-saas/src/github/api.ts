import type { FastifyInstance } from 'fastify'
import { gate } from '../api/gate.ts'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
import { bodiesAt, type Bodies } from './bodies.ts'
import { issueRoutes } from './issue-routes.ts'
import { repositoryRoutes } from './repository-routes.ts'
import type { GitHub } from './store.ts'
import { errors } from './errors.ts'

/** What the routes work with. */
export interface GitHubApi {
  github: GitHub
  bodies: Bodies
  /** That the links carry. */
  origin: string
}

/** GitHub's REST API, as far as the tools need it. */
export function githubApi(app: FastifyInstance, server: AuthorizationServer, github: GitHub): void {
  gate(app, server, errors)
  const bodies = bodiesAt(server.issuer, `${server.issuer}/api`)
  const api = { github, bodies, origin: new URL(server.issuer).origin }
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected': '2022-11-28',
    })
  })
  app.get('/user', { config: { scope: 'read:user' } }, ({ account }) => bodies.account(account))
  repositoryRoutes(app, api)
  issueRoutes(app, api)
}
