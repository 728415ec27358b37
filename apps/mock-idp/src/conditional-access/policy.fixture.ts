import { Policy } from './policy.ts'

export const POLICY_ID = 'cccccccc-0000-4000-8000-000000000001'

/** An enabled policy about everything; `changes` are laid over it. */
export function policyOf(changes: {
  id?: string
  conditions?: Record<string, unknown>
  grantControls?: Record<string, unknown>
  sessionControls?: { signInFrequency: number }
}): Policy {
  const { conditions, ...rest } = changes
  return Policy.parse({
    id: POLICY_ID,
    displayName: 'test',
    state: 'enabled',
    conditions: { applications: 'all', ...conditions },
    ...rest,
  })
}
