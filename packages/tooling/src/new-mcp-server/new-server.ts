/** What the new server is called, wherever it is named. */
import type { Registrations } from '@chain-of-trust/service-kit/registrations'

/** The command cannot do what was asked. The message is for the person who typed it, and nothing was written. */
export class NewServerError extends Error {
  override name = 'NewServerError'
}

export interface NewServer {
  /** Its folder under `apps/`, its container, its audit log, its application: `mcp-expense-reports`. */
  name: string
  /** `expense-reports`. */
  word: string
  /** For people: `Expense reports`. */
  title: string
  port: number
  /** The one scope that it starts with: `ExpenseReports.Read`. */
  scope: string
  /** In code: `mcpExpenseReports`. */
  identifier: string
}

/** The server whose files are copied: pattern 1, on-behalf-of. */
export const SOURCE = 'mcp-sharepoint'
/** Where a server runs once, without a proxy in front of it, it looks as this one does. */
export const SINGLE = 'mcp-jira'
/** What tests, attacks and documents speak of. */
const KEPT = [SOURCE, 'mcp-github', SINGLE, 'mcp-workspace']

// A Kubernetes name, with room for `-tls` and the like; the model knows a tool as `mcp-name__tool`, of 64 characters at most.
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const LONGEST = 32

const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/** @throws NewServerError when it is no name of a server */
export function serverName(given: string): string {
  const name = given.startsWith('mcp-') ? given : `mcp-${given}`
  if (NAME.test(name) && name.length <= LONGEST) return name
  throw new NewServerError(
    `“${given}” is no name: lower-case letters, digits and single hyphens, a letter first, ${LONGEST} characters at most with mcp-.`,
  )
}

/** @throws NewServerError when the name is that of a server which the tests speak of */
export function removableName(given: string): string {
  const name = serverName(given)
  if (!KEPT.includes(name)) return name
  throw new NewServerError(`${name} stays: tests, attacks and documents of this repository speak of it.`)
}

/**
 * @param given.title default: the name, in words
 * @param given.port default: the next one that no application of ours has
 * @param known what is registered
 * @param others names of everything else that runs
 * @throws NewServerError when name or port are taken
 */
export function newServer(
  given: { name: string; title?: string | undefined; port?: string | undefined },
  known: Registrations,
  others: readonly { name: string; port?: number }[],
): NewServer {
  const name = serverName(given.name)
  const named = [...known.applications, ...others].find((other) => other.name === name)
  if (named) {
    throw new NewServerError(
      `${name} is there already. To be rid of it: npm run new:mcp-server ${name} -- --remove`,
    )
  }
  // Text is edited by name: `mcp-jira-two` would be taken for something of mcp-jira's, as `mcp-jira-state` is.
  const confusable = [...known.applications, ...others].find(
    (other) => name.startsWith(`${other.name}-`) || other.name.startsWith(`${name}-`),
  )
  if (confusable) {
    throw new NewServerError(
      `${name} and ${confusable.name} begin alike: one would be taken for the other's.`,
    )
  }
  return describeServer(name, portFor(given.port, known, others), given.title)
}

/** A server of this name, at this port. @throws NewServerError when the title is none */
export function describeServer(name: string, port: number, title?: string): NewServer {
  const word = name.slice('mcp-'.length)
  const words = word.split('-')
  const shown = title ?? capitalised(words.join(' '))
  // It comes into JSON, Markdown tables, YAML comments and string literals.
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .&-]{0,39}$/u.test(shown)) {
    throw new NewServerError('A title is 1 to 40 letters, digits, spaces, dots, hyphens and &.')
  }
  const joined = words.map(capitalised).join('')
  return { name, word, title: shown, port, scope: `${joined}.Read`, identifier: `mcp${joined}` }
}

/** `a1b00000-…` with the port for its last digits, as every application of ours has it. */
export const appIdOf = (port: number): string => `a1b00000-0000-4000-8000-${String(port).padStart(12, '0')}`
export const scopeIdOf = (port: number): string => `5c000000-0000-4000-8000-${`${port}1`.padStart(12, '0')}`

function portFor(
  given: string | undefined,
  { authority, applications }: Registrations,
  others: readonly { name: string; port?: number }[],
): number {
  const taken = new Map<number, string>(others.flatMap(({ name, port }) => (port ? [[port, name]] : [])))
  taken.set(Number(new URL(authority).port), 'the authority')
  for (const { name, url, appId } of applications) {
    if (url !== undefined) taken.set(Number(new URL(url).port), name)
    // One without an address has its number all the same: the ids would meet.
    const number = /^a1b00000-0000-4000-8000-0*(\d{4,5})$/.exec(appId)?.[1]
    if (number !== undefined && !taken.has(Number(number))) taken.set(Number(number), name)
  }
  if (given === undefined) {
    const free = CANDIDATES.find((port) => !taken.has(port))
    if (free !== undefined) return free
    throw new NewServerError('No port from 4411 to 4419 or from 4440 to 4479 is free: name one with --port.')
  }
  const port = Number(given)
  if (!/^\d{4,5}$/.test(given) || port < 1024 || port > 65_535) {
    throw new NewServerError(`“${given}” is no port: a number from 1024 to 65535.`)
  }
  const owner = taken.get(port)
  if (owner !== undefined) throw new NewServerError(`Port ${port} is ${owner}'s.`)
  return port
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)
const CANDIDATES = [...range(4411, 4419), ...range(4440, 4479)]
