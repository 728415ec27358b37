/**
 * The environment of a server: what a program needs to find its way, and the variables that the person named. Nothing
 * else, so nothing that somebody once exported into a shell.
 * @param keep names given by `--env`
 * @throws HandshakeError (78) for a value that is token-shaped, or a variable that loads code into the server
 */
export function childEnvironment(
  _env: Readonly<Record<string, string | undefined>>,
  _keep: readonly string[] = [],
): Record<string, string> {
  throw new Error('being written')
}
