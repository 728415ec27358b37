import type { AuditRecord } from '../../wire/audit-trail.ts'
import { partyOf } from './party.ts'
import type { WhoIsWho } from './who-is-who.ts'

/** What the records say of one token. Claims only: nobody writes a token into a record. */
export interface TokenClaims {
  /** Its letter on the walk-through; P: of the provider, released by the vault. */
  name: 'A' | 'B' | 'C' | 'P'
  uti: string | undefined
  parent: string | undefined
  issuer: string | undefined
  /** Application id, or the provider. */
  audience: string | undefined
  /** The service behind the audience. */
  audienceName: string | undefined
  /** Who holds and presents it. */
  holder: string | undefined
  subject: { tid: string; oid: string } | undefined
  requested: readonly string[] | undefined
  granted: readonly string[] | undefined
  acrs: readonly string[] | undefined
  binding: { method: 'dpop' | 'none'; jkt?: string | undefined } | undefined
  issuedAt: number | undefined
  expiresAt: number | undefined
}

/** The tokens of one tool call. */
export interface TokenChain {
  tool: string | undefined
  tokens: readonly TokenClaims[]
}

/**
 * The tokens of a request, one row per tool call, joined by `uti` from child to parent. Without a tool call there is one
 * row with what was presented.
 */
export function tokenChains(records: readonly AuditRecord[], who: WhoIsWho): TokenChain[] {
  const tokens = new Map<string, TokenClaims>()
  const tools = new Map<string, string>()
  for (const record of records) {
    for (const told of claimsIn(record, who)) {
      const key = told.uti ?? `${told.name} of ${told.parent}`
      const before = tokens.get(key)
      tokens.set(key, before === undefined ? told : merged(before, told))
      if (told.name === 'B' && record.tool !== undefined && record.service === 'orchestrator')
        tools.set(key, record.tool)
    }
  }
  const all = [...tokens.entries()]
  const child = (name: TokenClaims['name'], of: string | undefined) =>
    of === undefined ? undefined : all.find(([, token]) => token.name === name && token.parent === of)?.[1]
  const chains = all
    .filter(([, { name }]) => name === 'B')
    .map(([key, b]) => {
      const a = all.find(
        ([, token]) => token.name === 'A' && (b.parent === undefined || token.uti === b.parent),
      )
      const c = child('C', b.uti)
      return { tool: tools.get(key), tokens: present([a?.[1], b, c, child('P', c?.uti)]) }
    })
  return chains.length > 0 ? chains : [{ tool: undefined, tokens: all.map(([, token]) => token).slice(0, 1) }]
}

function claimsIn(record: AuditRecord, who: WhoIsWho): TokenClaims[] {
  const { event, service, token, scopes, link, subject, acrs, binding, outcome, diagnostics } = record
  if (outcome === 'failure' && token?.uti === undefined) return []
  const letter = letterOf(record)
  if (letter === undefined) return []
  const exchanged = event === 'token_exchanged'
  const issued = event === 'token_issued'
  const claims: TokenClaims = {
    name: letter,
    uti: token?.uti,
    parent: token?.parent_uti,
    issuer: token?.issuer,
    audience: token?.audience,
    audienceName: who(token?.audience) ?? (exchanged || issued ? undefined : service),
    holder: exchanged ? service : who(record.client?.app_id),
    subject,
    // Of a call that was refused, `requested` is what the operation needs and not what the token was asked for with.
    requested: exchanged || issued ? scopes?.requested?.filter((scope) => !OIDC.has(scope)) : undefined,
    granted: scopes?.granted,
    acrs,
    binding,
    issuedAt: token?.issued_at,
    expiresAt: token?.expires_at,
  }
  if (event !== 'token_released' || outcome !== 'success' || link === undefined) return [claims]
  return [claims, providerToken(link, claims, String(diagnostics?.['provider'] ?? link.provider))]
}

const OIDC = new Set(['openid', 'profile', 'email', 'offline_access'])

function providerToken(
  link: NonNullable<AuditRecord['link']>,
  c: TokenClaims,
  provider: string,
): TokenClaims {
  return {
    ...c,
    name: 'P',
    uti: undefined,
    parent: c.uti,
    issuer: partyOf(`provider:${provider}`).name,
    audience: provider,
    audienceName: `provider:${provider}`,
    subject: undefined,
    requested: link.scopes?.requested,
    granted: link.scopes?.granted,
    acrs: undefined,
    binding: { method: 'none' },
    issuedAt: undefined,
    expiresAt: undefined,
  }
}

function letterOf({ token, service, event }: AuditRecord): TokenClaims['name'] | undefined {
  if (token?.uti === undefined) return undefined
  if (token.name === 'A' || token.name === 'B' || token.name === 'C') return token.name
  if (event !== 'token_accepted' && event !== 'token_released') return undefined
  const { role } = partyOf(service)
  return role === 'orchestrator' ? 'A' : role === 'server' ? 'B' : role === 'issuer' ? undefined : 'C'
}

/** Several tiers tell of one token: what one leaves out, another may say. */
function merged(before: TokenClaims, told: TokenClaims): TokenClaims {
  const said = Object.entries(told).filter(([, value]) => value !== undefined)
  const known = Object.entries(before).filter(([, value]) => value !== undefined)
  return Object.assign({}, before, Object.fromEntries(said), Object.fromEntries(known)) as TokenClaims
}

const present = <T>(list: (T | undefined)[]): T[] => list.filter((one): one is T => one !== undefined)
