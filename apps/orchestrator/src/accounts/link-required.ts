import type { RefusalOutput } from '../tools/tool-output.ts'
import type { Link } from './account.ts'

export const LINK_REASONS = ['not_linked', 'scopes_missing', 'grant_lost'] as const
export type LinkReason = (typeof LINK_REASONS)[number]

/** A tool did not run, because it needs an account of the person's that is not connected. */
export class LinkRequired extends Error {
  readonly statusCode = 409
  readonly link: Link
  readonly reason: LinkReason

  constructor(link: Link, reason: LinkReason) {
    super(`${link.provider}: ${reason}`)
    this.name = 'LinkRequired'
    this.link = link
    this.reason = reason
  }
}

/** As the person is told. @param by name of the MCP server */
export function linkRefusal({ link, reason }: LinkRequired, by: string): RefusalOutput {
  return {
    by,
    reason: SENTENCES[reason](link.providerName),
    error: 'link_required',
    remedy: 'connect_account',
    actor: 'user',
    link,
  }
}

const SENTENCES: Readonly<Record<LinkReason, (provider: string) => string>> = {
  not_linked: (provider) => `Your ${provider} account is not connected yet.`,
  scopes_missing: (provider) => `Your ${provider} account is connected, but not for this.`,
  grant_lost: (provider) => `The connection to your ${provider} account has ended.`,
}

/** The same over HTTP, in the names of the vault's own answer. */
export function linkAnswer({ error, reason, link, operation }: RefusalOutput) {
  return {
    error,
    error_description: reason,
    provider: link?.provider,
    scopes: link?.scopes,
    connect_url: link?.url,
    expires_at: link?.urlExpiresAt,
    operation,
  }
}
