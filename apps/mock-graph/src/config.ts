import { join } from 'node:path'
import { clientsOf, parseConfig, registrations, serviceSchema } from '@chain-of-trust/service-kit'
import * as z from 'zod'

const NAME = 'mock-graph'

export const Config = serviceSchema(NAME)
  .extend({
    /** Applications whose tokens are accepted (`azp`), separated by commas. */
    ALLOWED_CLIENTS: z
      .string()
      .regex(/^[^\s,]+(,[^\s,]+)*$/, 'must be client ids separated by commas')
      .optional(),
    /** SQLite file with documents and permissions; delete it to start afresh. */
    LIBRARY_FILE: z.string().optional(),
    /** Id of an authentication context that a deletion asks for, as SharePoint may: the resource's own challenge. */
    DELETE_AUTHENTICATION_CONTEXT: z
      .string()
      .regex(/^c[1-9]\d?$/, 'must be an id from c1 to c99')
      .optional(),
  })
  .transform(({ ALLOWED_CLIENTS, LIBRARY_FILE, ...config }) => ({
    ...config,
    ALLOWED_CLIENTS: ALLOWED_CLIENTS?.split(',') ?? defaultClients(config.ISSUER),
    LIBRARY_FILE: LIBRARY_FILE ?? join(config.STATE_DIR, `${NAME}.sqlite`),
  }))
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}

/**
 * The registered clients, as long as the issuer is the registered one. Another issuer has other client ids:
 * unless they are listed, whoever it gives a token for our audience may come.
 */
function defaultClients(issuer: string): string[] | 'any' {
  const { authority, tenant } = registrations()
  return issuer === `${authority}/${tenant.id}/v2.0` ? clientsOf(NAME) : 'any'
}
