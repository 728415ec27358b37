import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../state/database.ts'
import { REPOSITORIES } from './seed.ts'

export type Permission = 'admin' | 'push' | 'pull'

export interface Repository {
  id: number
  owner: string
  name: string
  isPrivate: boolean
  description: string
  language: string | null
  createdAt: string
  openIssues: number
  /** Of the account that asks. */
  permission: Permission
}

export interface Issue {
  id: number
  repository: number
  number: number
  title: string
  body: string | null
  state: 'open' | 'closed'
  author: string
  assignees: string[]
  labels: string[]
  createdAt: string
  updatedAt: string
  comments: number
}

export interface Comment {
  id: number
  author: string
  body: string
  createdAt: string
}

/** What is in GitHub, seen by one account: what it may not see is not there. */
export interface GitHub {
  repositories(login: string): Repository[]
  repository(login: string, owner: string, name: string): Repository | undefined
  /** Newest first. */
  issues(repository: number): Issue[]
  issue(repository: number, number: number): Issue | undefined
  comments(issue: Issue): Comment[]
  createIssue(
    repository: number,
    issue: Pick<Issue, 'title' | 'body' | 'author' | 'assignees' | 'labels'>,
  ): Issue
  addComment(issue: Issue, author: string, body: string): Comment
  remove(repository: number): void
  /** As on the first day. */
  reset(): void
}

const SCHEMA = `
  create table if not exists github_repository (
    id integer primary key, owner text not null, name text not null, private integer not null,
    description text not null, language text, created_at text not null, unique (owner, name)
  ) strict;
  create table if not exists github_collaborator (
    repository integer not null, login text not null, permission text not null,
    primary key (repository, login)
  ) strict, without rowid;
  create table if not exists github_issue (
    id integer primary key, repository integer not null, number integer not null, title text not null, body text,
    state text not null, author text not null, assignees text not null, labels text not null,
    created_at text not null, updated_at text not null, unique (repository, number)
  ) strict;
  create table if not exists github_comment (
    id integer primary key, issue integer not null, author text not null, body text not null,
    created_at text not null
  ) strict;
`

const REPOSITORY = `
  select r.*, coalesce(c.permission, 'pull') as permission,
    (select count(*) from github_issue where repository = r.id and state = 'open') as open_issues
  from github_repository r left join github_collaborator c on c.repository = r.id and c.login = ?`
const ISSUE = `
  select i.*, (select count(*) from github_comment where issue = i.id) as comments from github_issue i`

/** @param now epoch milliseconds */
export function openGitHub(database: DatabaseSync, now: () => number): GitHub {
  database.exec(SCHEMA)
  const insertIssue = database.prepare(
    `insert into github_issue (repository, number, title, body, state, author, assignees, labels, created_at, updated_at)
     select ?, 1 + (select coalesce(max(number), 0) from github_issue where repository = ?), ?, ?, ?, ?, ?, ?, ?, ?
     returning id`,
  )
  const insertComment = database.prepare(
    'insert into github_comment (issue, author, body, created_at) values (?, ?, ?, ?) returning *',
  )
  const mine = database.prepare(`${REPOSITORY} where c.login is not null order by r.owner, r.name`)
  const visible = database.prepare(
    `${REPOSITORY} where lower(r.owner) = lower(?) and lower(r.name) = lower(?)
     and (r.private = 0 or c.login is not null)`,
  )
  const issues = database.prepare(`${ISSUE} where repository = ? order by i.created_at desc, i.id desc`)
  const issueAt = database.prepare(`${ISSUE} where repository = ? and number = ?`)
  const issueById = database.prepare(`${ISSUE} where i.id = ?`)
  const comments = database.prepare('select * from github_comment where issue = ? order by id')
  const touch = database.prepare('update github_issue set updated_at = ? where id = ?')
  const instant = () => `${new Date(now()).toISOString().slice(0, 19)}Z`

  const open = (
    repository: number,
    issue: Omit<Issue, 'id' | 'number' | 'comments' | 'repository'>,
  ): number => {
    const lists = [JSON.stringify(issue.assignees), JSON.stringify(issue.labels)] as const
    const { title, body, state, author, createdAt, updatedAt } = issue
    const row = insertIssue.get(
      repository,
      repository,
      title,
      body,
      state,
      author,
      ...lists,
      createdAt,
      updatedAt,
    )
    return Number(row!['id'])
  }

  const plant = () => {
    for (const { collaborators, issues: seeded, ...repository } of REPOSITORIES) {
      const { id, owner, name, isPrivate, description, language, createdAt } = repository
      database
        .prepare('insert into github_repository values (?, ?, ?, ?, ?, ?, ?)')
        .run(id, owner, name, Number(isPrivate), description, language, createdAt)
      for (const [login, permission] of Object.entries(collaborators)) {
        database.prepare('insert into github_collaborator values (?, ?, ?)').run(id, login, permission)
      }
      for (const { comments: said = [], ...issue } of seeded) {
        const updatedAt = said.at(-1)?.createdAt ?? issue.createdAt
        const at = open(id, { state: 'open', assignees: [], labels: [], ...issue, updatedAt })
        for (const { author, body, createdAt: when } of said) insertComment.get(at, author, body, when)
      }
    }
  }
  const empty = database.prepare('select 1 from setting where name = ?').get('github seeded') === undefined
  const reset = () =>
    transaction(database, () => {
      for (const table of ['repository', 'collaborator', 'issue', 'comment']) {
        database.exec(`delete from github_${table}`)
      }
      plant()
      database.prepare('insert or ignore into setting values (?, ?)').run('github seeded', 'yes')
    })
  if (empty) reset()

  return {
    repositories: (login) => mine.all(login).map(repositoryOf),
    repository(login, owner, name) {
      const row = visible.get(login, owner, name)
      return row && repositoryOf(row)
    },
    issues: (repository) => issues.all(repository).map(issueOf),
    issue(repository, number) {
      const row = issueAt.get(repository, number)
      return row && issueOf(row)
    },
    comments: ({ id }) => comments.all(id).map(commentOf),
    createIssue(repository, issue) {
      const at = instant()
      return issueOf(
        issueById.get(open(repository, { ...issue, state: 'open', createdAt: at, updatedAt: at }))!,
      )
    },
    addComment({ id }, author, body) {
      touch.run(instant(), id)
      return commentOf(insertComment.get(id, author, body, instant())!)
    },
    remove(repository) {
      transaction(database, () => {
        const issuesOfIt = 'select id from github_issue where repository = ?'
        database.prepare(`delete from github_comment where issue in (${issuesOfIt})`).run(repository)
        database.prepare('delete from github_issue where repository = ?').run(repository)
        database.prepare('delete from github_collaborator where repository = ?').run(repository)
        database.prepare('delete from github_repository where id = ?').run(repository)
      })
    },
    reset,
  }
}

type Row = Record<string, unknown>

function repositoryOf(row: Row): Repository {
  return {
    id: Number(row['id']),
    owner: String(row['owner']),
    name: String(row['name']),
    isPrivate: row['private'] === 1,
    description: String(row['description']),
    language: row['language'] as string | null,
    createdAt: String(row['created_at']),
    openIssues: Number(row['open_issues']),
    permission: row['permission'] as Permission,
  }
}

function issueOf(row: Row): Issue {
  return {
    id: Number(row['id']),
    repository: Number(row['repository']),
    number: Number(row['number']),
    title: String(row['title']),
    body: row['body'] as string | null,
    state: row['state'] as Issue['state'],
    author: String(row['author']),
    assignees: JSON.parse(String(row['assignees'])) as string[],
    labels: JSON.parse(String(row['labels'])) as string[],
    createdAt: String(row['created_at']),
    updatedAt: String(row['updated_at']),
    comments: Number(row['comments']),
  }
}

function commentOf(row: Row): Comment {
  return {
    id: Number(row['id']),
    author: String(row['author']),
    body: String(row['body']),
    createdAt: String(row['created_at']),
  }
}
