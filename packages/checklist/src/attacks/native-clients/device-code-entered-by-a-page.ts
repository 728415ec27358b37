import type { Attack } from '../../attack.ts'
import { Browser } from '@chain-of-trust/tooling'
import type { Answer } from '../../http.ts'
import { newDevice, typeCode } from '../../system/device.ts'

async function entered(origin?: string): Promise<Answer> {
  const { status, text } = await typeCode(new Browser(), (await newDevice()).userCode, origin)
  return { status, headers: {}, text, accepted: status === 200, error: undefined }
}

export const attack: Attack = {
  title: "A page that enters the attacker's code into the victim's browser",
  playbook: 'RFC 8628 §5.4; OWASP: cross-site request forgery',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', status: 400 },
  control: async () => entered(),
  attempt: async () => entered('https://evil.example'),
}
