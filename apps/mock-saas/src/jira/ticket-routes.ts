import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { Adf } from './adf.ts'
import type { JiraApi } from './api.ts'
import { jira as provider } from './provider.ts'
import type { Jira, Ticket } from './store.ts'
import { errors, refusal } from './errors.ts'

interface TicketPath {
  Params: { key: string }
}

const PRIORITIES = ['Lowest', 'Low', 'Medium', 'High', 'Highest'] as const
const TYPES = ['Task', 'Bug', 'Story'] as const

const NewTicket = z.object({
  project: z.union(
    [z.object({ key: z.string() }), z.object({ id: z.string() })],
    'Specify a valid project ID or key',
  ),
  summary: z
    .string('You must specify a summary of the issue.')
    .trim()
    .min(1, 'You must specify a summary of the issue.')
    .max(255, 'Summary must be less than 255 characters.'),
  issuetype: z.object({ name: z.enum(TYPES, 'Specify a valid issue type') }, 'Specify an issue type'),
  description: z.union([Adf, z.null()], 'Operation value must be an Atlassian Document').default(null),
  priority: z.object({ name: z.enum(PRIORITIES) }, 'Specify a valid priority').default({ name: 'Medium' }),
  labels: z.array(z.string().regex(/^\S+$/, 'The label must not contain spaces.')).default([]),
  assignee: z.object({ accountId: z.string() }).nullish(),
})

const NewComment = z.object({ body: Adf })

const Page = z.object({
  startAt: z.coerce.number().int().min(0).catch(0),
  maxResults: z.coerce.number().int().min(1).max(5000).catch(50),
})

/** One ticket, its comments, new ones. */
export function ticketRoutes(app: FastifyInstance, { jira, bodies }: JiraApi): void {
  const read = { config: { scope: 'read:jira-work' } }
  const write = { config: { scope: 'write:jira-work' } }

  app.post('/issue', write, (request, reply) => {
    const { login } = request.account
    const given = readFields(request)
    const { project: named, assignee } = given
    const project = jira.project(login, 'key' in named ? named.key : named.id)
    if (project === undefined) throw refusal(400, [], { project: 'Specify a valid project ID or key' })
    const account = provider.accounts.find(({ id }) => id === assignee?.accountId)
    if (assignee && account === undefined) throw refusal(400, [], { assignee: 'Specify a valid user' })
    const { summary, description, labels } = given
    const ticket = jira.create(project, {
      summary,
      description,
      labels,
      issueType: given.issuetype.name,
      priority: given.priority.name,
      assignee: account?.login ?? null,
      reporter: login,
    })
    reply.code(201)
    return bodies.created(ticket)
  })

  app.get<TicketPath>('/issue/:key', read, (request) => {
    const ticket = visibleTicket(jira, request)
    const { fields } = request.query as Record<string, unknown>
    const wanted = typeof fields === 'string' ? fields.split(',') : ['*all']
    return bodies.ticket(ticket, wanted, () => jira.comments(ticket))
  })

  app.get<TicketPath>('/issue/:key/comment', read, (request) => {
    const ticket = visibleTicket(jira, request)
    return bodies.comments(jira.comments(ticket), ticket, Page.parse(request.query))
  })

  app.post<TicketPath>('/issue/:key/comment', write, (request, reply) => {
    const ticket = visibleTicket(jira, request)
    const parsed = NewComment.safeParse(request.body)
    if (!parsed.success) throw refusal(400, [], { comment: 'Comment body is not valid!' })
    reply.code(201)
    return bodies.comment(jira.addComment(ticket, request.account.login, parsed.data.body), ticket)
  })
}

/** What the account may not see does not exist for it. @throws ApiError 404 */
function visibleTicket(jira: Jira, { params, account }: FastifyRequest<TicketPath>): Ticket {
  const ticket = jira.ticket(account.login, params.key)
  if (ticket === undefined) throw errors.notFound()
  return ticket
}

/** @throws ApiError 400 with a sentence for each field that is wrong */
function readFields({ body }: FastifyRequest): z.infer<typeof NewTicket> {
  const { fields = {} } = (body ?? {}) as { fields?: unknown }
  const parsed = NewTicket.safeParse(fields)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(
    ({ path, message }) => [String(path[0] ?? 'fields'), message] as const,
  )
  throw refusal(400, [], Object.fromEntries(wrong))
}
