import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { callGitHub } from '../github.ts'

const Written = z.object({ html_url: z.string() })

export const commentOnIssue = defineTool({
  title: 'Comment on an issue',
  description: "Writes a comment on an issue at GitHub, in the name of the signed-in user's account.",
  input: input.comment_on_issue,
  output: z.object({ comment: z.object({ repository: z.string(), number: z.int(), webUrl: z.string() }) }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  async run({ repository, number, body }, { fetch }) {
    const response = await callGitHub(fetch, `/repos/${repository}/issues/${number}/comments`, {
      what: 'comment on this issue',
      method: 'POST',
      body: { body },
    })
    const { html_url: webUrl } = Written.parse(await response.json())
    return {
      text: `Commented on ${repository}#${number}: ${webUrl}`,
      structured: { comment: { repository, number, webUrl } },
    }
  },
})
