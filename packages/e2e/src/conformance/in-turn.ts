/**
 * `in-turn.ts <port> <program> <arguments…>`: runs the program in this process once the turnstile lets it in.
 * The place is free again when the process ends, however it ends: the connection goes with it.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { pathToFileURL } from 'node:url'

const [port = '', program = ''] = process.argv.splice(2, 2)
const place = connect(Number(port), '127.0.0.1')
await once(place, 'data')
place.unref()
await import(pathToFileURL(program).href)
