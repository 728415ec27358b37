import { askWhich } from '../answer.ts'
import type { Conversation, Step } from '../conversation.ts'
import type { IssueIntent } from '../intent.ts'
import { listedBy } from '../items.ts'
import { call, say, type Move } from '../move.ts'
import { issueAnswer } from './answer.ts'
import { named, repositoryLabel, type Repository } from './issues.ts'

/** All that there is, as far as one list may go. */
const MOST = 50

/** The next step about repositories and issues. A repository is acted on by its full name. */
export function issueMove(intent: IssueIntent, { steps }: Conversation): Move {
  const last = steps.at(-1)
  if (last?.tool === intent.kind) return say(issueAnswer(intent, last))
  const { kind, ...input } = intent
  if (kind === 'list_repositories') return call(kind, { limit: MOST })
  const { repository } = intent
  if (repository === undefined || repository.includes('/')) return call(kind, input)

  if (last === undefined) return call('list_repositories', { limit: MOST })
  const found = named(repository, repositoriesIn(steps))
  if (found.length === 1) return call(kind, { ...input, repository: found[0]!.name })
  if (found.length > 1) return say(askWhich('repositories', repository, found.map(repositoryLabel)))
  return say(`I found no repository called “${repository}” that your account can see.`)
}

function repositoriesIn(steps: readonly Step[]): Repository[] {
  return steps.flatMap(listedBy).flatMap((item) => (item.is === 'repository' ? [item.repository] : []))
}
