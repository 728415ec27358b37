import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { startIdp, startOrchestrator, type Idp, type TestOrchestrator } from './jobs.fixture.ts'

export interface JobSystem {
  idp: Idp
  one: TestOrchestrator
}

/** The mock IdP for all tests of a file; for each test no policy, and an orchestrator of its own. */
export function jobSystem(): JobSystem {
  const system = {} as JobSystem
  beforeAll(async () => {
    system.idp = await startIdp()
  }, 30_000)
  afterAll(() => system.idp.stop())
  beforeEach(async () => {
    await system.idp.policies([])
    system.one = await startOrchestrator(system.idp)
  })
  afterEach(() => system.one.app.close())
  return system
}

/** A second factor for everything. */
export const MFA = {
  id: 'ca000000-0000-4000-8000-0000000000bb',
  displayName: 'Second factor',
  state: 'enabled',
  conditions: { applications: 'all' },
  grantControls: { control: 'mfa', wireError: 'invalid_grant' },
}
