import * as z from 'zod'
import { ConfigError } from './config-error.ts'
import { serviceSchema } from './config.ts'
import { linkedAccounts, registration, type LinkedAccount } from './registrations.ts'

const vault = registration('token-vault')
const Endpoint = serviceSchema('token-vault').shape.RESOURCE.unwrap()

/** Where the token vault is: for the configuration of a service whose users have accounts elsewhere. */
export const tokenVaultVariables = {
  VAULT_URL: Endpoint.default(vault.url),
  /** App ID URI: the prefix of its scopes. */
  VAULT_IDENTIFIER: z.url().default(vault.identifierUris[0] ?? vault.url),
  /** Its page for people, as their browser reaches it. */
  VAULT_PORTAL: Endpoint.default(vault.url),
}

/**
 * What the vault's access control list allows an application.
 * @throws ConfigError when it has no row: no call of it could ever be answered
 */
export function linkedAccountOf(application: string): LinkedAccount {
  const row = linkedAccounts().find((account) => account.application === application)
  if (row === undefined) throw new ConfigError([`${application} has no row in linkedAccounts`])
  return row
}
