import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { callGitHub, FROM_OTHERS, GitHubIssue, Issue, issueOf, oneLine } from '../github.ts'

export const listIssues = defineTool({
  title: 'List issues',
  description:
    "Lists issues at GitHub: of one repository, or, without one, those assigned to the signed-in user's account.",
  input: input.list_issues,
  output: z.object({ issues: z.array(Issue) }),
  annotations: { readOnlyHint: true, openWorldHint: true },

  async run({ repository, state, limit }, { fetch }) {
    const query = `state=${state}&sort=updated&per_page=${limit}`
    const path =
      repository === undefined ? `/issues?filter=assigned&${query}` : `/repos/${repository}/issues?${query}`
    const response = await callGitHub(fetch, path, { what: 'list issues' })
    const found = z.array(GitHubIssue).parse(await response.json())
    const issues = found
      .filter(({ pull_request }) => pull_request === undefined)
      .map((issue) => issueOf(issue, repository))
    return { text: describe(issues), structured: { issues } }
  },
})

function describe(issues: readonly Issue[]): string {
  if (issues.length === 0) return 'There are no such issues.'
  const lines = issues.map(
    ({ repository, number, title, state, author }) =>
      `- ${repository}#${number} (${state}, by ${author}): ${oneLine(title)}`,
  )
  return [FROM_OTHERS, ...lines].join('\n')
}
