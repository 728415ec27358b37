/**
 * Refuses to run where a token lies in the environment or the arguments: other processes of the same user read both,
 * crash reports and process lists keep them.
 * @param argv the arguments after the program
 * @throws HandshakeError naming the variables and positions, never a value
 */
export function refuseTokensInProcess(
  _env: Readonly<Record<string, string | undefined>>,
  _argv: readonly string[],
): void {
  throw new Error('being written')
}
