import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../state/database.ts'
import { adfOf, type Adf } from './adf.ts'
import { PROJECTS } from './seed.ts'

export interface Project {
  id: number
  key: string
  name: string
}

export type Status = 'To Do' | 'In Progress' | 'Done'

export interface Ticket {
  id: number
  project: Project
  key: string
  summary: string
  description: Adf | null
  status: Status
  issueType: string
  priority: string
  labels: string[]
  /** Sign-in names. */
  assignee: string | null
  reporter: string
  /** ISO 8601. */
  created: string
  updated: string
}

export interface Comment {
  id: number
  author: string
  body: Adf
  created: string
}

export type NewTicket = Pick<
  Ticket,
  'summary' | 'description' | 'issueType' | 'priority' | 'labels' | 'assignee' | 'reporter'
>

/** What is in Jira, seen by one account: the projects that it is a member of, nothing else. */
export interface Jira {
  project(login: string, keyOrId: string): Project | undefined
  /** Of all projects of the account, the latest first. */
  tickets(login: string): Ticket[]
  ticket(login: string, keyOrId: string): Ticket | undefined
  comments(ticket: Ticket): Comment[]
  create(project: Project, ticket: NewTicket): Ticket
  addComment(ticket: Ticket, author: string, body: Adf): Comment
  /** As on the first day. */
  reset(): void
}

const SCHEMA = `
  create table if not exists jira_project (id integer primary key, key text not null unique, name text not null) strict;
  create table if not exists jira_member (
    project integer not null, login text not null, primary key (project, login)
  ) strict, without rowid;
  create table if not exists jira_ticket (
    id integer primary key, project integer not null, number integer not null, body text not null,
    created text not null, updated text not null, unique (project, number)
  ) strict;
  create table if not exists jira_comment (
    id integer primary key, ticket integer not null, author text not null, body text not null,
    created text not null
  ) strict;
`

const TICKET = `
  select t.*, p.id as project_id, p.key as project_key, p.name as project_name
  from jira_ticket t join jira_project p on p.id = t.project
  join jira_member m on m.project = p.id and m.login = ?`

/** @param now epoch milliseconds */
export function openJira(database: DatabaseSync, now: () => number): Jira {
  database.exec(SCHEMA)
  const insertTicket = database.prepare(
    `insert into jira_ticket (project, number, body, created, updated)
     select ?, 1 + (select coalesce(max(number), 0) from jira_ticket where project = ?), ?, ?, ? returning *`,
  )
  const insertComment = database.prepare(
    'insert into jira_comment (ticket, author, body, created) values (?, ?, ?, ?) returning *',
  )
  const project = database.prepare(
    `select p.* from jira_project p join jira_member m on m.project = p.id and m.login = ?
     where p.key = ? or cast(p.id as text) = ?`,
  )
  const all = database.prepare(`${TICKET} order by t.created desc, t.id desc`)
  const one = database.prepare(
    `${TICKET} where upper(p.key || '-' || t.number) = upper(?) or cast(t.id as text) = ?`,
  )
  const comments = database.prepare('select * from jira_comment where ticket = ? order by id')
  const touch = database.prepare('update jira_ticket set updated = ? where id = ?')
  const instant = () => new Date(now()).toISOString()

  const insert = (at: Project, ticket: NewTicket & { status: Status }, created: string, updated: string) => {
    const row = insertTicket.get(at.id, at.id, JSON.stringify(ticket), created, updated)!
    return ticketOf({ ...row, project_id: at.id, project_key: at.key, project_name: at.name })
  }
  const plant = () => {
    for (const { members, tickets, ...at } of PROJECTS) {
      database.prepare('insert into jira_project values (?, ?, ?)').run(at.id, at.key, at.name)
      for (const login of members) database.prepare('insert into jira_member values (?, ?)').run(at.id, login)
      for (const { comments: said = [], created, description, ...ticket } of tickets) {
        const defaults = {
          status: 'To Do',
          issueType: 'Task',
          priority: 'Medium',
          labels: [],
          assignee: null,
        } as const
        const text = description === null ? null : adfOf(description)
        const full = { ...defaults, labels: [], ...ticket, description: text }
        const { id } = insert(at, full, created, said.at(-1)?.created ?? created)
        for (const { author, body, created: when } of said) {
          insertComment.get(id, author, JSON.stringify(adfOf(body)), when)
        }
      }
    }
  }
  const reset = () =>
    transaction(database, () => {
      for (const table of ['project', 'member', 'ticket', 'comment'])
        database.exec(`delete from jira_${table}`)
      plant()
      database.prepare('insert or ignore into setting values (?, ?)').run('jira seeded', 'yes')
    })
  if (database.prepare('select 1 from setting where name = ?').get('jira seeded') === undefined) reset()

  return {
    project(login, keyOrId) {
      const row = project.get(login, keyOrId, keyOrId)
      return row && { id: Number(row['id']), key: String(row['key']), name: String(row['name']) }
    },
    tickets: (login) => all.all(login).map(ticketOf),
    ticket(login, keyOrId) {
      const row = one.get(login, keyOrId, keyOrId)
      return row && ticketOf(row)
    },
    comments: ({ id }) => comments.all(id).map(commentOf),
    create: (at, ticket) => insert(at, { ...ticket, status: 'To Do' }, instant(), instant()),
    addComment({ id }, author, body) {
      touch.run(instant(), id)
      return commentOf(insertComment.get(id, author, JSON.stringify(body), instant())!)
    },
    reset,
  }
}

type Row = Record<string, unknown>

function ticketOf(row: Row): Ticket {
  const project = {
    id: Number(row['project_id']),
    key: String(row['project_key']),
    name: String(row['project_name']),
  }
  return {
    ...(JSON.parse(String(row['body'])) as NewTicket & { status: Status }),
    id: Number(row['id']),
    project,
    key: `${project.key}-${Number(row['number'])}`,
    created: String(row['created']),
    updated: String(row['updated']),
  }
}

function commentOf(row: Row): Comment {
  return {
    id: Number(row['id']),
    author: String(row['author']),
    body: JSON.parse(String(row['body'])) as Adf,
    created: String(row['created']),
  }
}
