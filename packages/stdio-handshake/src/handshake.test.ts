import { once } from 'node:events'
import { expect, test } from 'vitest'
import { greet } from './host/greet.ts'
import { hostOptions, pipes, serverOptions } from './pipe.fixture.ts'
import { acceptHandshake } from './server/accept-handshake.ts'

test('a credential is handed over, messages pass, and it is renewed', async () => {
  const { down, up } = pipes()
  const { options, audit } = serverOptions(down, up)
  const [server, host] = await Promise.all([acceptHandshake(options), greet(hostOptions(up, down))])
  expect(server.credential().scopes).toEqual(['Workspace.Read'])
  expect(host.scopes).toEqual(['Workspace.Read'])
  host.toServer.write('{"a":1}\n')
  const [chunk] = await once(server.messages, 'data')
  expect(String(chunk)).toBe('{"a":1}\n')
  await host.renew()
  await host.renew()
  expect(audit.records).toHaveLength(3)
  host.toServer.end()
  await server.ended
})
