import { operation } from './operations.fixture.ts'
import { openOperationStore } from './sqlite-operation-store.ts'

/** A process that starts to run what waits, says so, and never comes to an end. */
const store = openOperationStore(process.argv[2]!)
await store.change(operation(), { state: 'running' })
process.stdout.write('running\n')
setInterval(() => undefined, 1000)
