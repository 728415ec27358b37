import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { GitHubApi } from './api.ts'
import { readQuery } from './issue-query.ts'
import { paginate } from './pagination.ts'
import type { GitHub, Repository } from './store.ts'
import { errors, refusal } from './errors.ts'

export interface RepositoryPath {
  Params: { owner: string; repo: string }
}

/**
 * The repository that the path names, if the account may see it. What it may not see does not exist for it: 404, as
 * GitHub does, so that nobody learns of a private repository by asking.
 * @throws ApiError
 */
export function visibleRepository(github: GitHub, request: FastifyRequest<RepositoryPath>): Repository {
  const { owner, repo } = request.params
  const found = github.repository(request.account.login, owner, repo)
  if (found === undefined) throw errors.notFound()
  return found
}

const Query = z.object({
  visibility: z.enum(['all', 'public', 'private']).default('all'),
  sort: z.enum(['full_name', 'created', 'updated', 'pushed']).default('full_name'),
})

/** The repositories of the account, one repository, and its end. */
export function repositoryRoutes(app: FastifyInstance, { github, bodies, origin }: GitHubApi): void {
  const read = { config: { scope: 'repo:read' } }

  app.get('/user/repos', read, (request, reply) => {
    const { visibility, sort } = readQuery(Query, request)
    const found = github
      .repositories(request.account.login)
      .filter(({ isPrivate }) => visibility === 'all' || isPrivate === (visibility === 'private'))
    if (sort !== 'full_name') found.sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    return paginate(found, request, reply, origin).map(bodies.repository)
  })

  app.get<RepositoryPath>('/repos/:owner/:repo', read, (request) =>
    bodies.repository(visibleRepository(github, request)),
  )

  app.delete<RepositoryPath>(
    '/repos/:owner/:repo',
    { config: { scope: 'delete_repo' } },
    (request, reply) => {
      const { id, permission } = visibleRepository(github, request)
      if (permission !== 'admin') throw refusal(403, 'Must have admin rights to Repository.')
      github.remove(id)
      return reply.code(204).send()
    },
  )
}
