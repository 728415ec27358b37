import { EXIT } from '../exit-code.ts'
import { HandshakeError } from '../handshake-error.ts'
import { isSecretVariable, isTokenShaped } from '../token-shaped.ts'

/**
 * Refuses to run where a token lies in the environment or the arguments: other processes of the same user read both,
 * crash reports and process lists keep them.
 * @param argv the arguments after the program
 * @throws HandshakeError naming the variables and positions, never a value
 */
export function refuseTokensInProcess(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): void {
  const names = Object.entries(env).flatMap(([name, value = '']) =>
    isSecretVariable(name, value) ? [nameable(name)] : [],
  )
  if (names.length > 0) {
    throw found(
      'credential_in_environment',
      `The environment holds what looks like a token, in ${names.join(', ')}. Take it out of the settings that start` +
        ' this server, and start it through `ai-host-cli run --`, which hands the token over the pipe.',
    )
  }
  const positions = argv.flatMap((argument, index) => (isTokenShaped(argument) ? [index + 1] : []))
  if (positions.length > 0) {
    throw found(
      'credential_in_arguments',
      `Argument ${positions.join(', ')} looks like a token, and every process list shows it. Take it out, and start` +
        ' this server through `ai-host-cli run --`, which hands the token over the pipe.',
    )
  }
}

/** A name can be a value that somebody exported the wrong way round. */
function nameable(name: string): string {
  return /^\w{1,64}$/.test(name) && !isTokenShaped(name) ? name : 'a variable with a strange name'
}

function found(
  reason: 'credential_in_environment' | 'credential_in_arguments',
  message: string,
): HandshakeError {
  return new HandshakeError(reason, { exitCode: EXIT.configuration, error: 'invalid_request', message })
}
