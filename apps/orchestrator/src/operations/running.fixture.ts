import { openReplica, type Place } from '../state/places.fixture.ts'
import { operation } from './operations.fixture.ts'

/** A process that starts to run what waits, says so, and never comes to an end. */
const { operations } = await openReplica(JSON.parse(process.argv[2]!) as Place)
await operations.change(operation(), { state: 'running' })
process.stdout.write('running\n')
setInterval(() => undefined, 1000)
