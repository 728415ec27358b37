import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { callGitHub, GitHubIssue, Issue, issueOf } from '../github.ts'

export const createIssue = defineTool({
  title: 'Create an issue',
  description: "Opens an issue in a repository at GitHub, in the name of the signed-in user's account.",
  input: input.create_issue,
  output: z.object({ issue: Issue }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  async run({ repository, ...content }, { fetch }) {
    const response = await callGitHub(fetch, `/repos/${repository}/issues`, {
      what: 'open issues in this repository',
      method: 'POST',
      body: content,
    })
    const issue = issueOf(GitHubIssue.parse(await response.json()), repository)
    return { text: `Opened ${repository}#${issue.number}: ${issue.webUrl}`, structured: { issue } }
  },
})
