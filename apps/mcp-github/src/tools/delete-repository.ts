import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { callGitHub } from '../github.ts'

export const deleteRepository = defineTool({
  title: 'Delete a repository',
  description:
    "Deletes a repository at GitHub with everything in it, for good, if the signed-in user's account may.",
  input: input.delete_repository,
  output: z.object({ deleted: z.object({ repository: z.string() }) }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },

  async run({ repository }, { fetch }) {
    await callGitHub(fetch, `/repos/${repository}`, {
      what: 'delete this repository; only its administrators may',
      method: 'DELETE',
    })
    return { text: `The repository ${repository} is deleted.`, structured: { deleted: { repository } } }
  },
})
