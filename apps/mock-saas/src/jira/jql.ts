import { textOf } from './adf.ts'
import { queryError, tokenize, type Token } from './jql-tokens.ts'
import type { Ticket } from './store.ts'
import { refusal } from './errors.ts'

/** A query, ready to be asked. */
export interface Search {
  matches: (ticket: Ticket) => boolean
  compare: (a: Ticket, b: Ticket) => number
}

type Condition = Search['matches']

/** The values of a field that `=` compares with. */
const FIELDS: Readonly<Record<string, (ticket: Ticket) => readonly (string | null)[]>> = {
  project: ({ project }) => [project.key, project.name, String(project.id)],
  key: ({ key, id }) => [key, String(id)],
  issuekey: ({ key, id }) => [key, String(id)],
  status: ({ status }) => [status],
  statuscategory: ({ status }) => [status],
  issuetype: ({ issueType }) => [issueType],
  priority: ({ priority }) => [priority],
  labels: ({ labels }) => (labels.length === 0 ? [null] : labels),
  assignee: ({ assignee }) => [assignee],
  reporter: ({ reporter }) => [reporter],
}

const RESERVED = new Set(['and', 'or', 'not', 'in', 'is', 'order', 'by'])

/** What `~` looks through. */
const TEXTS: Readonly<Record<string, (ticket: Ticket) => string>> = {
  summary: ({ summary }) => summary,
  description: ({ description }) => (description === null ? '' : textOf(description)),
  text: ({ summary, description }) => `${summary} ${description === null ? '' : textOf(description)}`,
}

const ORDERS: Readonly<Record<string, (ticket: Ticket) => string | number>> = {
  created: ({ created }) => created,
  updated: ({ updated }) => updated,
  key: ({ id }) => id,
  issuekey: ({ id }) => id,
  priority: ({ priority }) => ['Lowest', 'Low', 'Medium', 'High', 'Highest'].indexOf(priority),
}

/**
 * The part of JQL that a tool writes: fields compared by `=`, `!=`, `~`, `!~`, `in`, `not in`, `is (not) EMPTY`; AND, OR,
 * parentheses, ORDER BY; `currentUser()`.
 * @param login who `currentUser()` is
 * @param loginOf the sign-in name behind an account id
 * @throws ApiError 400
 */
export function parseJql(
  jql: string,
  login: string,
  loginOf: (accountId: string) => string | undefined,
): Search {
  const tokens = tokenize(jql)
  let at = 0
  const peek = (word: string) => tokens[at]?.kind !== 'text' && tokens[at]?.value.toLowerCase() === word
  const accept = (word: string) => peek(word) && (at += 1) > 0
  const take = (): Token => {
    const token = tokens[at]
    if (token === undefined) throw queryError('Expecting more at the end of the query.')
    at += 1
    return token
  }
  const expect = (word: string) => {
    if (!accept(word)) throw queryError(`Expecting '${word}' but got '${tokens[at]?.value ?? 'the end'}'.`)
  }
  const value = (): string | null => {
    const token = take()
    if (token.kind === 'text') return token.value
    if (token.kind === 'sign' || RESERVED.has(token.value.toLowerCase())) {
      throw queryError(`Expecting a value but got '${token.value}'.`)
    }
    if (token.value.toLowerCase() === 'currentuser()') return login
    return ['empty', 'null'].includes(token.value.toLowerCase()) ? null : token.value
  }
  const values = () => {
    expect('(')
    const list = [value()]
    while (accept(',')) list.push(value())
    expect(')')
    return list
  }

  const or = (): Condition => {
    const parts = [and()]
    while (accept('or')) parts.push(and())
    return (ticket) => parts.some((part) => part(ticket))
  }
  const and = (): Condition => {
    const parts = [clause()]
    while (accept('and')) parts.push(clause())
    return (ticket) => parts.every((part) => part(ticket))
  }
  const clause = (): Condition => {
    if (accept('not')) return negated(clause())
    if (accept('(')) {
      const inner = or()
      expect(')')
      return inner
    }
    const field = take().value.toLowerCase()
    if (accept('~')) return contains(field, value())
    if (accept('!~')) return negated(contains(field, value()))
    const known = FIELDS[field]
    if (known === undefined)
      throw queryError(`Field '${field}' does not exist or you do not have permission to view it.`)
    const among = (wanted: readonly (string | null)[]): Condition => {
      const names = wanted.map((one) => (one === null ? null : (loginOf(one) ?? one).toLowerCase()))
      return (ticket) => known(ticket).some((one) => names.includes(one === null ? null : one.toLowerCase()))
    }
    if (accept('=')) return among([value()])
    if (accept('!=')) return negated(among([value()]))
    if (accept('in')) return among(values())
    if (accept('is')) return accept('not') ? negated(among([value()])) : among([value()])
    expect('not')
    expect('in')
    return negated(among(values()))
  }

  if (tokens.length === 0 || peek('order')) {
    throw refusal(400, [
      'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.',
    ])
  }
  const matches = or()
  const compare = orderBy()
  if (at < tokens.length) throw queryError(`Expecting the end of the query but got '${tokens[at]?.value}'.`)
  return { matches, compare }

  function orderBy(): Search['compare'] {
    if (!accept('order')) return by(ORDERS['created']!, -1)
    expect('by')
    const orders: Search['compare'][] = []
    do {
      const field = take().value.toLowerCase()
      const key = ORDERS[field]
      if (key === undefined) throw queryError(`The tickets cannot be ordered by '${field}'.`)
      orders.push(by(key, accept('desc') ? -1 : Number(accept('asc') || 1)))
    } while (accept(','))
    return (a, b) => orders.reduce((order, next) => order || next(a, b), 0)
  }
}

function by(key: (ticket: Ticket) => string | number, sign: number): Search['compare'] {
  return (a, b) => {
    const [x, y] = [key(a), key(b)]
    return sign * (x < y ? -1 : x > y ? 1 : a.id - b.id)
  }
}

function negated(condition: Condition): Condition {
  return (ticket) => !condition(ticket)
}

function contains(field: string, value: string | null): Condition {
  const text = TEXTS[field]
  if (text === undefined) throw queryError(`The operator '~' is not supported by the '${field}' field.`)
  const words = (value ?? '').toLowerCase().replace(/\*/g, '').split(/\s+/)
  return (ticket) => words.every((word) => text(ticket).toLowerCase().includes(word))
}
