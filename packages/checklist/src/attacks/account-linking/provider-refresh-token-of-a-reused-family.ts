import type { Attack } from '../../attack.ts'
import { refreshTokenAtProvider, requestAtProvider } from '../../system/provider.ts'
import { tokenIn, type Parameters } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "The thief's refresh token, after the vault used the one that was stolen",
  playbook: 'RFC 9700 §4.14.2: reuse ends the family',
  controls: ['VLT-3'],
  expected: { by: 'mock-saas', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => requestAtProvider(await successorOf(await refreshTokenAtProvider(system))),
  attempt: async ({ system }) => {
    const stolen = await refreshTokenAtProvider(system)
    const next = await successorOf(await successorOf(stolen))
    const reused = await requestAtProvider(stolen)
    if (reused.accepted) throw new Error('the stolen token still works')
    return requestAtProvider(next)
  },
}

async function successorOf(refresh: Parameters): Promise<Parameters> {
  return { ...refresh, refresh_token: tokenIn(await requestAtProvider(refresh), 'refresh_token') }
}
