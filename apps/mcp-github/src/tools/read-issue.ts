import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { callGitHub, FROM_OTHERS, GitHubIssue, Issue, issueOf } from '../github.ts'

const what = 'read this issue'

const Comment = z.object({ author: z.string(), created: z.string(), body: z.string() })
const GitHubComment = z
  .object({
    user: z.object({ login: z.string() }).nullish(),
    created_at: z.string(),
    body: z.string().nullish(),
  })
  .transform(({ user, created_at, body }): z.infer<typeof Comment> => ({
    author: user?.login ?? 'ghost',
    created: created_at,
    body: body ?? '',
  }))

export const readIssue = defineTool({
  title: 'Read an issue',
  description: 'Returns one issue at GitHub with its first comments.',
  input: input.read_issue,
  output: z.object({ issue: Issue, body: z.string(), comments: z.array(Comment) }),
  annotations: { readOnlyHint: true, openWorldHint: true },

  async run({ repository, number }, { fetch }) {
    const path = `/repos/${repository}/issues/${number}`
    const [found, said] = await Promise.all([
      callGitHub(fetch, path, { what }),
      callGitHub(fetch, `${path}/comments?per_page=50`, { what }),
    ])
    const item = GitHubIssue.parse(await found.json())
    const comments = z.array(GitHubComment).parse(await said.json())
    const issue = issueOf(item, repository)
    const body = item.body ?? ''
    const text = [
      `${repository}#${number}, ${issue.state}, by ${issue.author}. ${FROM_OTHERS}`,
      `# ${issue.title}`,
      body,
      ...comments.map(({ author, created, body: comment }) => `## ${author}, ${created}\n\n${comment}`),
    ].join('\n\n')
    return { text, structured: { issue, body, comments } }
  },
})
