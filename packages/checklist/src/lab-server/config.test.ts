import { ConfigError } from '@chain-of-trust/service-kit'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('it listens on loopback at its registered port, and keeps its log apart from the system’s', () => {
  expect(readConfig({ STATE_DIR: '/state' })).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 4480,
    LAB_DIR: '/state/attack-lab',
  })
})

test.each([
  ['HOST', '0.0.0.0', 'must be loopback'],
  ['HOST', '192.168.1.4', 'must be loopback'],
  ['NODE_ENV', 'production', 'never in production'],
])('it does not start with %s=%s', (name, value, says) => {
  expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
  expect(() => readConfig({ [name]: value })).toThrow(says)
})
