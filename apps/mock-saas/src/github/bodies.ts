import type { Account } from '../provider.ts'
import { github } from './provider.ts'
import type { Comment, Issue, Permission, Repository } from './store.ts'

/** The objects of GitHub's REST API, with those of their members that a client may count on. */
export interface Bodies {
  account: (account: Account) => object
  repository: (repository: Repository) => object
  issue: (issue: Issue, repository: Repository) => object
  comment: (comment: Comment, issue: Issue, repository: Repository) => object
}

const AT_LEAST: Record<Permission, readonly Permission[]> = {
  admin: ['admin', 'push', 'pull'],
  push: ['push', 'pull'],
  pull: ['pull'],
}

/** @param web where GitHub's own pages would be @param api base of the API */
export function bodiesAt(web: string, api: string): Bodies {
  const user = (login: string) => ({
    login,
    id: Number(github.accounts.find((account) => account.login === login)?.id ?? 900),
    node_id: nodeId('User', login),
    avatar_url: `${web}/${login}.png`,
    url: `${api}/users/${login}`,
    html_url: `${web}/${login}`,
    type: login === 'contoso' ? 'Organization' : 'User',
    site_admin: false,
  })
  const label = (name: string) => ({
    id: Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7),
    node_id: nodeId('Label', name),
    name,
    color: 'ededed',
    default: false,
    description: null,
  })
  const urlOf = ({ owner, name }: Repository) => `${api}/repos/${owner}/${name}`
  const pageOf = ({ owner, name }: Repository) => `${web}/${owner}/${name}`

  return {
    account: ({ login, name }) => ({ ...user(login), name, email: null, bio: null }),
    repository: (repository) => ({
      id: repository.id,
      node_id: nodeId('Repository', String(repository.id)),
      name: repository.name,
      full_name: `${repository.owner}/${repository.name}`,
      private: repository.isPrivate,
      visibility: repository.isPrivate ? 'private' : 'public',
      owner: user(repository.owner),
      html_url: pageOf(repository),
      url: urlOf(repository),
      issues_url: `${urlOf(repository)}/issues{/number}`,
      description: repository.description,
      fork: false,
      archived: false,
      disabled: false,
      language: repository.language,
      default_branch: 'main',
      has_issues: true,
      open_issues_count: repository.openIssues,
      open_issues: repository.openIssues,
      created_at: repository.createdAt,
      updated_at: repository.createdAt,
      pushed_at: repository.createdAt,
      permissions: {
        admin: repository.permission === 'admin',
        push: AT_LEAST[repository.permission].includes('push'),
        pull: true,
      },
    }),
    issue: (issue, repository) => {
      const url = `${urlOf(repository)}/issues/${issue.number}`
      return {
        id: issue.id,
        node_id: nodeId('Issue', String(issue.id)),
        url,
        repository_url: urlOf(repository),
        comments_url: `${url}/comments`,
        html_url: `${pageOf(repository)}/issues/${issue.number}`,
        number: issue.number,
        state: issue.state,
        state_reason: issue.state === 'closed' ? 'completed' : null,
        title: issue.title,
        body: issue.body,
        user: user(issue.author),
        labels: issue.labels.map(label),
        assignee: issue.assignees[0] === undefined ? null : user(issue.assignees[0]),
        assignees: issue.assignees.map(user),
        milestone: null,
        locked: false,
        active_lock_reason: null,
        comments: issue.comments,
        created_at: issue.createdAt,
        updated_at: issue.updatedAt,
        closed_at: issue.state === 'closed' ? issue.updatedAt : null,
        author_association: issue.author === repository.owner ? 'OWNER' : 'MEMBER',
      }
    },
    comment: ({ id, author, body, createdAt }, issue, repository) => ({
      id,
      node_id: nodeId('IssueComment', String(id)),
      url: `${urlOf(repository)}/issues/comments/${id}`,
      html_url: `${pageOf(repository)}/issues/${issue.number}#issuecomment-${id}`,
      issue_url: `${urlOf(repository)}/issues/${issue.number}`,
      user: user(author),
      body,
      created_at: createdAt,
      updated_at: createdAt,
      author_association: author === repository.owner ? 'OWNER' : 'MEMBER',
    }),
  }
}

function nodeId(kind: string, id: string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64')
}
