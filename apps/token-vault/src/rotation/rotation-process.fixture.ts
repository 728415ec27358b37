/** For tests: a rotation as a process of its own, that can be killed at a step. Arguments: settings, step. */
import { stopping } from '../stopping.fixture.ts'
import { openState } from '../store/open-state.ts'
import { rotate } from './rotate.ts'

const [settings, stopAt] = process.argv.slice(2) as [string, string]
const { store, keks, cipher } = await openState(
  JSON.parse(settings) as Parameters<typeof openState>[0],
  () => {
    throw new Error('no key vault here')
  },
)
const inSteps = stopping(Number(stopAt))
await rotate({ store: inSteps(store), keks: inSteps(keks), cipher })
process.exit()
