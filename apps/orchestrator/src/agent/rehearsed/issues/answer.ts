import * as z from 'zod'
import { numbered, unreadable } from '../answer.ts'
import type { Step } from '../conversation.ts'
import { excerpt } from '../excerpt.ts'
import type { IssueIntent } from '../intent.ts'
import { labelOf, listedBy } from '../items.ts'
import { Issue, issueLabel, oneLine } from './issues.ts'

const Comment = z.object({ author: z.string(), body: z.string() })
const Read = z.object({ issue: Issue, body: z.string(), comments: z.array(Comment).catch([]) })
const Created = z.object({ issue: Issue })
const Commented = z.object({ comment: z.object({ repository: z.string(), number: z.number() }) })
const Deleted = z.object({ deleted: z.object({ repository: z.string() }) })

/** What came of it: what the result says, and nothing that it does not say. */
export function issueAnswer(intent: IssueIntent, step: Step): string {
  const data = 'done' in step.end ? step.end.done : undefined
  switch (intent.kind) {
    case 'list_repositories': {
      const labels = listedBy(step).map(labelOf)
      if (labels.length === 0) return 'Your account at GitHub sees no repository.'
      return `Your account at GitHub sees ${counted(labels.length, 'repository', 'repositories')}:\n\n${numbered(labels)}\n\nSay “read the first one” to see its issues.`
    }
    case 'list_issues': {
      const labels = listedBy(step).map(labelOf)
      const state = intent.state ?? 'open'
      // As it was called: the person may have said only the last part of it.
      const repository = typeof step.input['repository'] === 'string' ? step.input['repository'] : undefined
      const where = repository === undefined ? 'assigned to you at GitHub' : `in ${repository}`
      if (labels.length === 0) return `There are no ${state} issues ${where}.`
      const is = labels.length === 1 ? 'is' : 'are'
      return `There ${is} ${counted(labels.length, `${state} issue`, `${state} issues`)} ${where}:\n\n${numbered(labels)}\n\nSay “read the first one” to open one.`
    }
    case 'read_issue': {
      const { data: read } = Read.safeParse(data)
      if (read === undefined) return unreadable(data)
      const { issue, body, comments } = read
      const text = body.trim() === '' ? 'It has no text.' : excerpt(body)
      const said = comments.map(
        (comment) => `${oneLine(comment.author)} commented:\n\n${excerpt(comment.body)}`,
      )
      return [`${issueLabel(issue)} (${oneLine(issue.state)})`, text, ...said].join('\n\n')
    }
    case 'create_issue': {
      const { data: created } = Created.safeParse(data)
      return created === undefined ? unreadable(data) : `Done: I opened ${issueLabel(created.issue)}.`
    }
    case 'comment_on_issue': {
      const { data: written } = Commented.safeParse(data)
      if (written === undefined) return unreadable(data)
      return `Done: I commented on ${written.comment.repository}#${written.comment.number}.`
    }
    case 'delete_repository': {
      const { data: gone } = Deleted.safeParse(data)
      return gone === undefined
        ? unreadable(data)
        : `Done: the repository ${gone.deleted.repository} is deleted.`
    }
  }
}

function counted(count: number, one: string, several: string): string {
  return count === 1 ? `one ${one}` : `${count} ${several}`
}
