import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { JiraApi } from './api.ts'
import { parseJql } from './jql.ts'
import { jira as provider } from './provider.ts'
import { refusal } from './errors.ts'

const Fields = z.array(z.string())
const Query = z.object({
  jql: z.string().default(''),
  nextPageToken: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
  maxResults: z.coerce.number().int().min(1).default(50),
  /** A list in a body, a text with commas in a query. */
  fields: z
    .union([Fields, z.string().transform((text) => text.split(',').map((name) => name.trim()))])
    .default(['id']),
})

const PAGE = 100

/** Search by JQL, as a query and as a body. Without `fields` it answers ids only. */
export function searchRoutes(app: FastifyInstance, { jira, bodies }: JiraApi): void {
  const read = { config: { scope: 'read:jira-work' } }
  const loginOf = (id: string) => provider.accounts.find((account) => account.id === id)?.login

  const search = (given: unknown, login: string): object => {
    const parsed = Query.safeParse(given)
    if (!parsed.success) {
      throw refusal(
        400,
        parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
      )
    }
    const { jql, nextPageToken, maxResults, fields } = parsed.data
    const { matches, compare } = parseJql(jql, login, loginOf)
    const found = jira.tickets(login).filter(matches).sort(compare)
    const from = Number(nextPageToken ?? 0)
    const to = from + Math.min(maxResults, PAGE)
    const isLast = to >= found.length
    return {
      issues: found
        .slice(from, to)
        .map((ticket) => bodies.ticket(ticket, fields, () => jira.comments(ticket))),
      ...(isLast ? {} : { nextPageToken: String(to) }),
      isLast,
    }
  }

  app.get('/search/jql', read, ({ query, account }) => search(query, account.login))
  app.post('/search/jql', read, ({ body, account }) => search(body ?? {}, account.login))
}
