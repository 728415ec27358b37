import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Issue } from './store.ts'
import { validationFailed } from './errors.ts'

const Query = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  labels: z.string().default(''),
  assignee: z.string().optional(),
  creator: z.string().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  sort: z.enum(['created', 'updated', 'comments']).default('created'),
  direction: z.enum(['asc', 'desc']).default('desc'),
})

const SORT: Record<z.infer<typeof Query>['sort'], (issue: Issue) => string | number> = {
  created: ({ createdAt }) => createdAt,
  updated: ({ updatedAt }) => updatedAt,
  comments: ({ comments }) => comments,
}

/**
 * The issues that the query's filters leave, in its order.
 * @throws ApiError 422 for a value that GitHub does not know
 */
export function selectIssues<Found extends { issue: Issue }>(
  found: Found[],
  request: FastifyRequest,
): Found[] {
  const { state, labels, assignee, creator, since, sort, direction } = readQuery(Query, request)
  const wanted = labels.split(',').filter((label) => label !== '')
  const key = SORT[sort]
  const sign = direction === 'asc' ? 1 : -1
  return found
    .filter(
      ({ issue }) =>
        (state === 'all' || issue.state === state) &&
        wanted.every((label) => issue.labels.includes(label)) &&
        isAssigned(issue, assignee) &&
        (creator === undefined || issue.author === creator) &&
        (since === undefined || Date.parse(issue.updatedAt) >= Date.parse(since)),
    )
    .sort((a, b) => {
      const [x, y] = [key(a.issue), key(b.issue)]
      return sign * (x < y ? -1 : x > y ? 1 : a.issue.id - b.issue.id)
    })
}

function isAssigned({ assignees }: Issue, assignee: string | undefined): boolean {
  if (assignee === undefined) return true
  if (assignee === 'none') return assignees.length === 0
  return assignee === '*' ? assignees.length > 0 : assignees.includes(assignee)
}

/** @throws ApiError 422 naming the first parameter that is wrong */
export function readQuery<Schema extends z.ZodType>(
  schema: Schema,
  request: FastifyRequest,
): z.infer<Schema> {
  const parsed = schema.safeParse(request.query)
  if (parsed.success) return parsed.data
  throw validationFailed('Search', String(parsed.error.issues[0]?.path[0]), 'invalid')
}
