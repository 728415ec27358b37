import { readFileSync } from 'node:fs'
import { Secret } from '@chain-of-trust/auth-core'
import { ConfigError } from '@chain-of-trust/service-kit'

/** Ours are 32 random bytes, GitHub's 40 characters. Shorter, it is somebody's password. */
const SECRET = /^[\x21-\x7e]{32,}$/

/**
 * Reads the file that holds a client secret and nothing else.
 * @param name the variable that names the file, for the message
 * @throws ConfigError when it is missing, cannot be read, or holds no secret; the message quotes nothing of it
 */
export function readClientSecret(name: string, file: string): Secret {
  const refuse = (problem: string) => new ConfigError([`${name} ${file}: ${problem}`])
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw refuse(missing ? 'there is no such file (npm start makes it)' : 'cannot be read')
  }
  if (!SECRET.test(text)) throw refuse('must hold a client secret of at least 32 characters')
  return new Secret(text)
}
