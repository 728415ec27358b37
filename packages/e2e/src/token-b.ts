import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { loadClientKey, parseConfig, serviceSchema } from '@chain-of-trust/service-kit'
import { registration } from '@chain-of-trust/service-kit/registrations'
import { createExchange, createSender, withTokenB, type TokenFetch } from '@chain-of-trust/token-flow'
import type { Person } from './person.ts'

/**
 * What an MCP client of the orchestrator's would present to a server: a Token B of this person's, issued by the running
 * identity provider, and a proof for each request.
 * @param stateDir where the orchestrator's own key is
 * @param scopes of that server, short names
 */
export async function tokenBFetch(
  { token }: Person,
  stateDir: string,
  server: string,
  scopes: readonly string[],
): Promise<TokenFetch> {
  const config = parseConfig(serviceSchema('orchestrator'), { STATE_DIR: stateDir })
  const dpopKey = await createDpopKey()
  const exchange = createExchange({
    clientId: config.CLIENT_ID,
    tenantId: config.TENANT_ID,
    issuer: config.ISSUER,
    tokenEndpoint: config.TOKEN_ENDPOINT,
    key: loadClientKey('orchestrator', config),
    dpopKey,
  })
  const { resource } = registration(server)
  const tokenB = await exchange(
    token,
    scopes.map((scope) => `${resource}/${scope}`),
  )
  return withTokenB(createSender({ dpopKey }), tokenB)
}
