import type { DatabaseSync } from 'node:sqlite'
import type { Config } from '../config.ts'
import type { ProviderDefinition } from '../provider.ts'
import { openAuthorizationCodes, type AuthorizationCodes } from '../state/authorization-codes.ts'
import { randomToken, setting } from '../state/database.ts'
import { openGrants, type Grants } from '../state/grants.ts'
import { openInteractions, type Interactions } from '../state/interactions.ts'
import { openTokens, type Tokens } from '../state/tokens.ts'
import { createSwitches, type Switches } from '../switches.ts'
import { openClients, type Clients } from './clients.ts'

/** One provider's authorization server: its data and its state. Every endpoint gets this one object. */
export interface AuthorizationServer {
  provider: ProviderDefinition
  issuer: string
  /** Absolute. */
  urls: { authorize: string; token: string; revoke: string; signIn: string; consent: string }
  clients: Clients
  interactions: Interactions
  codes: AuthorizationCodes
  grants: Grants
  tokens: Tokens
  switches: Switches
  database: DatabaseSync
  /** Epoch milliseconds. */
  now: () => number
}

export function openAuthorizationServer(
  provider: ProviderDefinition,
  config: Config,
  { database, now }: { database: DatabaseSync; now: () => number },
): AuthorizationServer {
  const { name, paths, tokenPrefixes } = provider
  const issuer = `${config.PUBLIC_URL}/${name}`
  const key = setting(database, `${name} token key`, randomToken)
  return {
    provider,
    issuer,
    urls: {
      authorize: issuer + paths.authorize,
      token: issuer + paths.token,
      revoke: issuer + paths.revoke,
      signIn: `${issuer}/sign-in`,
      consent: `${issuer}/consent`,
    },
    clients: openClients(name, config.CLIENT_URL, config.CLIENTS_DIR),
    interactions: openInteractions(database, name, now),
    codes: openAuthorizationCodes(database, name, now),
    grants: openGrants(database, name, now),
    tokens: openTokens(database, name, now, { prefixes: tokenPrefixes, key }),
    switches: createSwitches(),
    database,
    now,
  }
}
