import { readFileSync } from 'node:fs'
import type { ProofMemory } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import { ConfigError } from '../config-error.ts'
import type { ServiceConfig } from '../config.ts'
import type { RevocationStore } from '../revocations.ts'

/** What the replicas of one service must agree on at once, in one Valkey or Redis. */
export interface SharedState {
  /** For `resourceServer`: a proof is used once, at whichever replica. */
  proofs: ProofMemory
  /** For `openSecurityEvents`, once and before the service starts: what one replica hears, all of them know. */
  openRevocations: () => RevocationStore
  /** Connects when the service starts, logs outages and their end, and disconnects when the service ends. */
  connect: (app: FastifyInstance) => void
}

export interface SharedStateTimes {
  /** Milliseconds that an answer of the server may take. */
  patience?: number
  /** Milliseconds without any answer after which nothing that we hold is believed. */
  silence?: number
  /** Milliseconds between two questions to a server that nobody asks anything. */
  beat?: number
  /** Milliseconds that a start waits for the server, so that "healthy" means "lets people in" where it is there. */
  startup?: number
  /** Epoch seconds. */
  now?: () => number
}

type SharedStateConfig = Partial<Pick<ServiceConfig, 'REDIS_URL' | 'REDIS_PASSWORD_FILE' | 'REDIS_CA_FILE'>> &
  Pick<ServiceConfig, 'TENANT_ID'>

/**
 * Keys and channels begin with the service's name. A service starts without its Valkey, too: it goes on trying, and
 * answers 503 until it is there.
 * @returns undefined without `REDIS_URL`: then all of this is of one process
 * @throws ConfigError when a file that the configuration names cannot be read
 */
export async function openSharedState(
  service: string,
  config: SharedStateConfig,
  times: SharedStateTimes = {},
): Promise<SharedState | undefined> {
  const { REDIS_URL: url, REDIS_PASSWORD_FILE, REDIS_CA_FILE, TENANT_ID: tenant } = config
  if (url === undefined) return undefined
  const {
    patience = 1000,
    silence = 3000,
    beat = 1000,
    startup = 5000,
    now = () => Date.now() / 1000,
  } = times
  const secrets = () => ({
    password: read('REDIS_PASSWORD_FILE', REDIS_PASSWORD_FILE)?.trimEnd(),
    ca: read('REDIS_CA_FILE', REDIS_CA_FILE),
  })
  secrets()
  // Loaded only where there is one to talk to.
  const [
    { openLink },
    { createLinks },
    { PROOF_SCRIPTS, sharedProofs },
    { REVOCATION_SCRIPTS, sharedRevocations },
  ] = await Promise.all([
    import('./link.ts'),
    import('./links.ts'),
    import('./proofs.ts'),
    import('./revocations.ts'),
  ])
  const scripts = [...PROOF_SCRIPTS, ...REVOCATION_SCRIPTS]
  let log: Pick<FastifyInstance['log'], 'warn' | 'info' | 'debug'> | undefined
  let told = ''
  const links = createLinks({
    // The files again each time: a password that was changed needs no restart.
    open: () => openLink({ url, ...secrets(), scripts, patience, silence }),
    onUp() {
      if (told !== '') log?.info('the shared state is reached again')
      told = ''
    },
    onDown(reason) {
      log?.[reason === told ? 'debug' : 'warn'](
        { reason },
        'shared state not usable, trying again; requests are refused',
      )
      told = reason
    },
    beat,
    patience: startup,
  })
  const prefix = `${service}:`

  return {
    proofs: sharedProofs(links, prefix, now),
    openRevocations: () => sharedRevocations(links, { prefix, tenant, now }),
    connect(app) {
      log = app.log
      app.addHook('onReady', () => links.start())
      app.addHook('onClose', () => links.stop())
    },
  }
}

function read(variable: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new ConfigError([`${variable} ${file}: cannot be read`])
  }
}
