import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { callGitHub, FROM_OTHERS, GitHubRepository, oneLine, Repository } from '../github.ts'

export const listRepositories = defineTool({
  title: 'List repositories',
  description: "Lists the repositories that the signed-in user's GitHub account can see, last changed first.",
  input: input.list_repositories,
  output: z.object({ repositories: z.array(Repository) }),
  annotations: { readOnlyHint: true, openWorldHint: true },

  async run({ limit }, { fetch }) {
    const response = await callGitHub(fetch, `/user/repos?sort=updated&per_page=${limit}`, {
      what: 'list repositories',
    })
    const repositories = z.array(GitHubRepository).parse(await response.json())
    const lines = repositories.map(
      ({ name, description, private: hidden }) =>
        `- ${name} (${hidden ? 'private' : 'public'}): ${oneLine(description)}`,
    )
    const text =
      lines.length === 0 ? 'Your account at GitHub sees no repository.' : [FROM_OTHERS, ...lines].join('\n')
    return { text, structured: { repositories } }
  },
})
