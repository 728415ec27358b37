import { expect, test } from 'vitest'
import { token } from '../pipe.fixture.ts'
import { childEnvironment } from './child-environment.ts'

const secret = await token()

test(
  'a server gets what it needs to find its way, and the variables that were named',
  { tags: ['STD-2'] },
  () => {
    const env = {
      PATH: '/usr/bin',
      HOME: '/home/a',
      LC_ALL: 'C',
      GITHUB_TOKEN: 'x',
      SSH_AUTH_SOCK: '/s',
      ROOT: '/r',
    }
    expect(childEnvironment(env)).toEqual({ PATH: '/usr/bin', HOME: '/home/a', LC_ALL: 'C' })
    expect(childEnvironment(env, ['ROOT', 'NOT_SET'])).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/a',
      LC_ALL: 'C',
      ROOT: '/r',
    })
  },
)

test(
  'a token is not passed on, whatever it is called and whoever asked for it',
  { tags: ['STD-2', 'PIT-2'] },
  () => {
    expect(() => childEnvironment({ MCP_SETTING: secret }, ['MCP_SETTING'])).toThrow(/^MCP_SETTING holds/)
    expect(() => childEnvironment({ USER: secret })).toThrow(/^USER holds/)
    expect(() => childEnvironment({ USER: secret })).not.toThrow(secret)
  },
)

test.each([
  'NODE_OPTIONS',
  'NODE_COMPILE_CACHE',
  'LD_PRELOAD',
  'DYLD_INSERT_LIBRARIES',
  'BASH_ENV',
  'PYTHONSTARTUP',
])(
  '%s would run code of somebody else in the server: refused by name, and left out otherwise',
  { tags: ['STD-2'] },
  (name) => {
    expect(() => childEnvironment({ [name]: 'x' }, [name])).toThrow(expect.objectContaining({ exitCode: 78 }))
    expect(childEnvironment({ [name]: 'x' })).toEqual({})
  },
)

test('an exported shell function is code', () => {
  expect(childEnvironment({ TERM: '() { :; }; id' })).toEqual({})
})
