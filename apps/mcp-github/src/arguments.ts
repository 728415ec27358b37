import * as z from 'zod'

/** A repository argument, and one segment of a path each on both sides: no `..`, no further slash, no query. */
const RepositoryName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    'must be owner/name, as list_repositories returns it',
  )
  .describe('The repository as owner/name, as list_repositories returns it')

const IssueNumber = z.int().min(1).max(1_000_000_000).describe('Number of the issue in its repository')

/** What the person has somebody else read. */
const Body = z.string().trim().min(1).max(20_000)

/** What each tool takes. */
export const input = {
  list_repositories: z.strictObject({
    limit: z.int().min(1).max(50).default(20).describe('How many repositories at most'),
  }),
  list_issues: z.strictObject({
    repository: RepositoryName.optional().describe(
      'The repository as owner/name; without one: the issues that are assigned to the signed-in user, everywhere',
    ),
    state: z.enum(['open', 'closed', 'all']).default('open'),
    limit: z.int().min(1).max(50).default(20).describe('How many issues at most'),
  }),
  read_issue: z.strictObject({ repository: RepositoryName, number: IssueNumber }),
  create_issue: z.strictObject({
    repository: RepositoryName,
    title: z.string().trim().min(1).max(256),
    body: Body.optional().describe('Text of the issue, Markdown'),
  }),
  comment_on_issue: z.strictObject({
    repository: RepositoryName,
    number: IssueNumber,
    body: Body.describe('Text of the comment, Markdown'),
  }),
  delete_repository: z.strictObject({ repository: RepositoryName }),
}
