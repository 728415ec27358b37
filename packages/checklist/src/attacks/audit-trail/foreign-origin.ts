import type { Attack } from '../../attack.ts'
import { registration } from '@chain-of-trust/service-kit'
import { send, type Answer } from '../../http.ts'
import { AUDIT_TRAIL } from '../../system/audit-trail.ts'

/** Nobody says no: the answer names the one page that may, and the browser keeps to it. */
export const attack: Attack = {
  title: 'A web page of somebody else asks whether it may read',
  playbook: 'WHATWG Fetch: CORS; playbook: tiered trust topology',
  controls: ['LOG-6', 'ZTA-1'],
  expected: { by: 'audit-trail', status: 204 },
  control: () => preflight(registration('ai-host').url),
  attempt: () => preflight('https://evil.example'),
}

async function preflight(origin: string): Promise<Answer> {
  const headers = {
    origin,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization,dpop',
  }
  const answer = await send(`${AUDIT_TRAIL}/api/events`, { method: 'OPTIONS', headers })
  const allowed = answer.headers['access-control-allow-origin']
  return { ...answer, accepted: allowed === origin || allowed === '*' }
}
