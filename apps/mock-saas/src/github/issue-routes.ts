import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { GitHubApi } from './api.ts'
import { readQuery, selectIssues } from './issue-query.ts'
import { paginate } from './pagination.ts'
import { visibleRepository, type RepositoryPath } from './repository-routes.ts'
import type { GitHub, Issue, Repository } from './store.ts'
import { errors, validationFailed } from './errors.ts'

interface IssuePath {
  Params: RepositoryPath['Params'] & { number: string }
}

const Filter = z.object({ filter: z.enum(['assigned', 'created', 'all']).default('assigned') })

const NewIssue = z.object({
  title: z.string().trim().min(1).max(256),
  body: z.string().max(65_536).nullish(),
  assignees: z.array(z.string()).default([]),
  labels: z.array(z.string()).default([]),
})
const NewComment = z.object({ body: z.string().trim().min(1).max(65_536) })

/** Issues and comments: of the account, of a repository, new ones. */
export function issueRoutes(app: FastifyInstance, { github, bodies, origin }: GitHubApi): void {
  const read = { config: { scope: 'issues:read' } }
  const write = { config: { scope: 'issues:write' } }

  app.get('/issues', read, (request, reply) => {
    const { filter } = readQuery(Filter, request)
    const { login } = request.account
    const concerns = ({ assignees, author }: Issue) =>
      filter === 'all' || (filter === 'assigned' ? assignees.includes(login) : author === login)
    const found = github
      .repositories(login)
      .flatMap((repository) => github.issues(repository.id).map((issue) => ({ issue, repository })))
      .filter(({ issue }) => concerns(issue))
    return paginate(selectIssues(found, request), request, reply, origin).map(({ issue, repository }) => ({
      ...bodies.issue(issue, repository),
      repository: bodies.repository(repository),
    }))
  })

  app.get<RepositoryPath>('/repos/:owner/:repo/issues', read, (request, reply) => {
    const repository = visibleRepository(github, request)
    const found = github.issues(repository.id).map((issue) => ({ issue }))
    return paginate(selectIssues(found, request), request, reply, origin).map(({ issue }) =>
      bodies.issue(issue, repository),
    )
  })

  app.post<RepositoryPath>('/repos/:owner/:repo/issues', write, (request, reply) => {
    const repository = visibleRepository(github, request)
    const given = readBody(NewIssue, request, 'Issue')
    // Who may not push cannot label or assign; GitHub drops both without a word.
    const { assignees, labels } = repository.permission === 'pull' ? { assignees: [], labels: [] } : given
    const issue = github.createIssue(repository.id, {
      title: given.title,
      body: given.body ?? null,
      author: request.account.login,
      assignees,
      labels,
    })
    const { owner, name } = repository
    reply.code(201).header('location', `${origin}/github/api/repos/${owner}/${name}/issues/${issue.number}`)
    return bodies.issue(issue, repository)
  })

  app.get<IssuePath>('/repos/:owner/:repo/issues/:number', read, (request) => {
    const { issue, repository } = visibleIssue(github, request)
    return bodies.issue(issue, repository)
  })

  app.get<IssuePath>('/repos/:owner/:repo/issues/:number/comments', read, (request, reply) => {
    const { issue, repository } = visibleIssue(github, request)
    return paginate(github.comments(issue), request, reply, origin).map((comment) =>
      bodies.comment(comment, issue, repository),
    )
  })

  app.post<IssuePath>('/repos/:owner/:repo/issues/:number/comments', write, (request, reply) => {
    const { issue, repository } = visibleIssue(github, request)
    const { body } = readBody(NewComment, request, 'IssueComment')
    reply.code(201)
    return bodies.comment(github.addComment(issue, request.account.login, body), issue, repository)
  })
}

function visibleIssue(
  github: GitHub,
  request: FastifyRequest<IssuePath>,
): { issue: Issue; repository: Repository } {
  const repository = visibleRepository(github, request)
  const { number } = request.params
  const issue = /^[1-9]\d{0,8}$/.test(number) ? github.issue(repository.id, Number(number)) : undefined
  if (issue === undefined) throw errors.notFound()
  return { issue, repository }
}

function readBody<Schema extends z.ZodType>(
  schema: Schema,
  { body }: FastifyRequest,
  resource: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const [problem] = parsed.error.issues
  const field = String(problem?.path[0] ?? 'body')
  const given = (body ?? {}) as Record<string, unknown>
  throw validationFailed(resource, field, given[field] === undefined ? 'missing_field' : 'invalid')
}
