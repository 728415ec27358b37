import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { requestToken, type TokenAnswer } from './client.fixture.ts'
import { AI_HOST_CLI, BASE, WORKSPACE_READ, type TestTenant } from './tenant.fixture.ts'

type Parameters = Record<string, string | undefined>

export const DEVICE_CODE_ENDPOINT = `${BASE}/oauth2/v2.0/devicecode`
const scope = `${WORKSPACE_READ} openid profile offline_access`

/** A device asks for a code; `undefined` leaves a parameter out, a key of null the proof. */
export function askForCode(
  tenant: TestTenant,
  key: DpopKey | null,
  changes: Parameters = {},
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const parameters = { client_id: AI_HOST_CLI, scope, ...changes }
  return requestToken(tenant, key, parameters, headers, DEVICE_CODE_ENDPOINT)
}

/** The device asks how far it is. */
export function pollForTokens(
  tenant: TestTenant,
  key: DpopKey | null,
  deviceCode: unknown,
  changes: Parameters = {},
): Promise<TokenAnswer> {
  return requestToken(tenant, key, {
    client_id: AI_HOST_CLI,
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: String(deviceCode),
    scope,
    client_info: '1',
    ...changes,
  })
}
