import { EXIT } from '../exit-code.ts'
import { HandshakeError } from '../handshake-error.ts'
import { isSecretVariable } from '../token-shaped.ts'

/** How a program finds its home, its programs, its language and its terminal. */
const PASSED =
  /^(?:HOME|LOGNAME|PATH|SHELL|TERM|USER|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|NO_COLOR|APPDATA|COMSPEC|HOMEDRIVE|HOMEPATH|LOCALAPPDATA|PATHEXT|PROCESSOR_ARCHITECTURE|PROGRAMFILES|SYSTEMDRIVE|SYSTEMROOT|TEMP|TMP|USERNAME|USERPROFILE)$/i

/** Each of these makes the server, or the shell that starts it, run code of whoever set it. */
const LOADS_CODE =
  /^(?:NODE_OPTIONS|NODE_PATH|NODE_COMPILE_CACHE|NODE_V8_COVERAGE|NODE_REPL_EXTERNAL_MODULE|LD_.+|DYLD_.+|GCONV_PATH|BASH_ENV|ENV|IFS|SHELLOPTS|PS4|BASH_FUNC_.+|PYTHON(?:STARTUP|PATH|HOME|INSPECT)|PERL5?(?:OPT|LIB|DB)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS)$/i

/**
 * The environment of a server: what a program needs to find its way, and the variables that the person named. Nothing
 * else, so nothing that somebody once exported into a shell.
 * @param keep names given by `--env`; one that is not set is left out
 * @throws HandshakeError (78) for a value that is token-shaped, or a variable that loads code into the server
 */
export function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  keep: readonly string[] = [],
): Record<string, string> {
  const unsafe = keep.filter((name) => LOADS_CODE.test(name))
  if (unsafe.length > 0) {
    throw new HandshakeError('environment_unsafe', {
      exitCode: EXIT.configuration,
      error: 'invalid_request',
      message:
        `${unsafe.join(', ')} would load code into the server, where the token is; it is not passed on.` +
        ' Leave out that `--env`.',
    })
  }
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (PASSED.test(entry[0]) || keep.includes(entry[0])),
  )
  const secret = passed.filter(([name, value]) => isSecretVariable(name, value)).map(([name]) => name)
  if (secret.length > 0) {
    throw new HandshakeError('credential_in_environment', {
      exitCode: EXIT.configuration,
      error: 'invalid_request',
      message:
        `${secret.join(', ')} holds what looks like a token; it is not passed on. A server gets its token over the` +
        ' pipe: leave out that `--env`, or take the token out of the variable.',
    })
  }
  // An exported shell function is code.
  return Object.fromEntries(passed.filter(([, value]) => !value.startsWith('()')))
}
