import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The AI host calls the tool itself',
  playbook: 'playbook: tiered trust; azp allow-list',
  controls: ['TIER-3'],
  expected: { by: 'mcp-sharepoint', reason: 'client_not_allowed', status: 401, error: 'invalid_token' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send({ claims: { azp: registration('ai-host').appId } }),
}
