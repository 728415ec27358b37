import { parseConfig, serviceSchema } from '@chain-of-trust/service-kit'
import * as z from 'zod'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const Protected = z
  .url()
  .refine(
    (url) => url.startsWith('https://') || LOOPBACK.has(new URL(url).hostname),
    'must be https, or http on loopback',
  )

/** The orchestrator's configuration. A model's key is a file, as every secret is. */
export const Config = serviceSchema('orchestrator')
  .extend({
    MODEL_PROVIDER: z.enum(['rehearsed', 'openai-compatible', 'azure', 'anthropic']).default('rehearsed'),
    MODEL_NAME: z.string().default(''),
    /** Prompts hold the person's documents: they do not leave the machine in clear. */
    MODEL_BASE_URL: Protected.optional(),
    MODEL_API_KEY_FILE: z.string().optional(),
    /** The origin of the AI host, the only one whose pages may call us. */
    HOST_ORIGIN: z.url().default('http://localhost:4400'),
    /** Seconds that a parked call waits for the person. */
    OPERATION_TTL: z.coerce.number().int().min(1).default(86_400),
    /** Seals the refresh tokens of jobs; one for all replicas. Default: `keys/orchestrator-jobs.key` in STATE_DIR, made when missing. */
    GRANT_KEY_FILE: z.string().optional(),
    /**
     * Seconds of silence after which a replica counts as gone, and its calls as interrupted. Longer than any call can
     * take: a shorter one would let a call be made twice.
     */
    RUNNER_GONE_AFTER: z.coerce.number().int().min(60).default(60),
    /** Told when a background job needs its person; the key (`whsec_…`) signs each message. */
    JOB_WEBHOOK_URL: Protected.optional(),
    JOB_WEBHOOK_KEY_FILE: z.string().optional(),
  })
  .refine(
    (config) => (config.JOB_WEBHOOK_URL === undefined) === (config.JOB_WEBHOOK_KEY_FILE === undefined),
    {
      path: ['JOB_WEBHOOK_URL'],
      message: 'and JOB_WEBHOOK_KEY_FILE belong together',
    },
  )
  .superRefine((config, context) => {
    const provider = config.MODEL_PROVIDER
    if (provider === 'rehearsed') return
    for (const name of NEEDED[provider]) {
      if (config[name] === undefined || config[name] === '') {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `is needed for MODEL_PROVIDER=${provider}`,
        })
      }
    }
  })
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}

// Everything is given, so that no provider's library looks for it in environment variables of its own.
const NEEDED = {
  'openai-compatible': ['MODEL_NAME', 'MODEL_BASE_URL'],
  azure: ['MODEL_NAME', 'MODEL_BASE_URL', 'MODEL_API_KEY_FILE'],
  anthropic: ['MODEL_NAME', 'MODEL_API_KEY_FILE'],
} as const
