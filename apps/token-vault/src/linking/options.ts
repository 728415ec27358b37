import type { AuditLog, Revocations } from '@chain-of-trust/auth-core'
import type { SqlDatabase } from '@chain-of-trust/service-kit'
import type { WebSignIn } from '@chain-of-trust/token-flow'
import type { AccessControl } from '../access/access-control.ts'
import type { VaultCipher } from '../envelope/vault-cipher.ts'
import type { Links } from '../links/links.ts'
import type { AiHost } from '../pages/outcome-pages.ts'
import type { Fetch } from '../providers/oauth-request.ts'
import type { LinkStore } from '../store/link-store.ts'
import type { LinkRequests } from './link-requests.ts'

/** What the linking pages stand on. */
export interface LinkingOptions {
  /** Canonical origin of the vault's pages, from configuration: of links, redirect URIs and forms. */
  origin: string
  /** Origin of the people's own sign-in. */
  authority: string
  database: SqlDatabase
  store: Pick<LinkStore, 'find' | 'list'>
  links: Links
  linkRequests: LinkRequests
  accessControl: AccessControl
  cipher: VaultCipher
  webSignIn: WebSignIn
  /** Absent where the issuer tells nobody of revocations: then a session ends when it ends. */
  revocations?: Revocations | undefined
  audit: AuditLog
  /** Display name of the agent that calls the servers. */
  agent: string
  /** Where the agent's own pages are. */
  aiHost: AiHost
  fetch?: Fetch
  /** Epoch milliseconds. */
  now?: () => number
}
