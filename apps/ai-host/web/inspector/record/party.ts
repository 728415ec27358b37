/** What somebody is on the way of a request; it says where they stand in the drawing. */
export type Role =
  | 'person'
  | 'host'
  | 'issuer'
  | 'orchestrator'
  | 'server'
  | 'vault'
  | 'resource'
  | 'provider'

export interface Party {
  /** The service's name in the records; `person`, or `provider:<name>`. */
  id: string
  role: Role
  /** For people. */
  name: string
}

/** The tier, where the topology has one for the role. */
export const TIERS: Partial<Record<Role, 1 | 2 | 3>> = { host: 1, orchestrator: 2, server: 3 }

const KNOWN: Readonly<Record<string, Omit<Party, 'id'>>> = {
  person: { role: 'person', name: 'You' },
  'ai-host': { role: 'host', name: 'AI host' },
  'ai-host-cli': { role: 'host', name: 'Command line' },
  orchestrator: { role: 'orchestrator', name: 'Orchestrator' },
  'token-vault': { role: 'vault', name: 'Token vault' },
  'mock-idp': { role: 'issuer', name: 'Identity provider' },
  'mock-graph': { role: 'resource', name: 'Your documents' },
}

const CASED: Readonly<Record<string, string>> = { sharepoint: 'SharePoint', github: 'GitHub', jira: 'Jira' }

/** @param id a service's name in the records; one that nobody here has heard of is an MCP server or a resource by its name */
export function partyOf(id: string): Party {
  const known = Object.hasOwn(KNOWN, id) ? KNOWN[id] : undefined
  if (known !== undefined) return { id, ...known }
  if (id.startsWith('provider:')) return { id, role: 'provider', name: cased(id.slice('provider:'.length)) }
  if (id.startsWith('mcp-')) return { id, role: 'server', name: `${cased(id.slice('mcp-'.length))} tools` }
  return { id, role: 'resource', name: id }
}

export const nameOf = (id: string): string => partyOf(id).name

/** `the orchestrator`, `you`, `GitHub`: as it stands within a sentence. */
export function spoken(id: string): string {
  const { role, name } = partyOf(id)
  if (role === 'person') return 'you'
  if (role === 'provider' || id === 'mock-graph') return id === 'mock-graph' ? 'the resource' : name
  if (role === 'host' && id === 'ai-host') return 'the AI host'
  if (role === 'resource') return name
  if (role === 'server') return `the ${name.replace(/ tools$/, '')} server`
  return `the ${name.toLowerCase()}`
}

const cased = (word: string): string =>
  (Object.hasOwn(CASED, word) ? CASED[word] : undefined) ?? word.charAt(0).toUpperCase() + word.slice(1)
