import type { FastifyInstance } from 'fastify'
import { gate } from '../api/gate.ts'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
import { bodiesAt, type Bodies } from './bodies.ts'
import { searchRoutes } from './search-routes.ts'
import type { Jira } from './store.ts'
import { ticketRoutes } from './ticket-routes.ts'
import { errors } from './errors.ts'

/** What the routes work with. */
export interface JiraApi {
  jira: Jira
  bodies: Bodies
}

/** Jira's REST API, version 3, as far as the tools need it. */
export function jiraApi(app: FastifyInstance, server: AuthorizationServer, jira: Jira): void {
  gate(app, server, errors)
  const api = { jira, bodies: bodiesAt(`${server.issuer}/rest/api/3`) }
  app.get('/myself', { config: { scope: 'read:jira-user' } }, ({ account }) => api.bodies.user(account.login))
  searchRoutes(app, api)
  ticketRoutes(app, api)
}
