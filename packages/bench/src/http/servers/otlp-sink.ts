/** Takes what a traced server sends, and throws it away. Ends with the server. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  request.resume().once('end', () => response.setHeader('content-type', 'application/json').end('{}'))
})
server.listen(0, 'localhost', () => process.send!((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit(0))
