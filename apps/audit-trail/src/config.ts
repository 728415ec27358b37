import { parseConfig, registration, serviceSchema } from '@chain-of-trust/service-kit'
import type * as z from 'zod'

const NAME = 'audit-trail'
// Its own log needs no way: it comes into the store by itself.
const service = serviceSchema(NAME).omit({ AUDIT_TRAIL_URL: true })

export const Config = service.extend({
  /** The page that may show what a person may see; no other origin can read an answer. */
  HOST_ORIGIN: service.shape.RESOURCE.unwrap().default(registration('ai-host').url),
})
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
