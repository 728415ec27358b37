import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Refused } from '../frames.ts'
import { HandshakeError, type HandshakeErrorCode, type HandshakeReason } from '../handshake-error.ts'

const LONGEST_TEXT = 400

/** A server's own text, on its way to a terminal: without what moves the cursor or hides a line. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, LONGEST_TEXT)
}

export function hostFailure(reason: HandshakeReason, exitCode: ExitCode, message: string): HandshakeError {
  return new HandshakeError(reason, { exitCode, error: 'invalid_request', message })
}

/** A side put something on the pipe that does not belong there. */
export function brokenBy(side: 'server' | 'client'): HandshakeError {
  return side === 'server'
    ? hostFailure(
        'frame_malformed',
        EXIT.protocol,
        'The server wrote something that is no part of the STDIO handshake, so the session was ended. A server that reads' +
          ' its token from the environment cannot be used this way.',
      )
    : hostFailure(
        'frame_unexpected',
        EXIT.malformed,
        'The MCP client sent a line that begins like a frame of the STDIO handshake; the session was ended. Only the' +
          ' launcher hands over credentials.',
      )
}

export const serverEnded = (): HandshakeError =>
  hostFailure(
    'server_ended',
    EXIT.protocol,
    'The server ended before the handshake was done. What it wrote above, and its exit code, say why.',
  )

export const noAnswer = (seconds: number): HandshakeError =>
  hostFailure(
    'frame_missing',
    EXIT.late,
    `The command said nothing of the STDIO handshake for ${seconds} seconds, and was ended.`,
  )

/** What the person's command line says and what the hello says differ. */
export function mismatch(
  of: 'version' | 'resource' | 'issuer',
  expected: string | number,
  said: string | readonly number[],
): HandshakeError {
  const other = printable(typeof said === 'string' ? said : said.join(', '))
  if (of === 'version') {
    return hostFailure(
      'version_unsupported',
      EXIT.protocol,
      `The server speaks the STDIO handshake ${other}, this launcher ${expected}. Update the older one.`,
    )
  }
  const how =
    of === 'resource'
      ? 'If that is the server you meant, say so with `--resource`.'
      : 'Whoever set up the server compares its ISSUER and TENANT_ID with yours.'
  return hostFailure(
    'resource_mismatch',
    EXIT.protocol,
    `The server asks for a token of ${of} ${other}, and it is to get one of ${of} ${expected} only. ${how}`,
  )
}

const EXITS: Readonly<Record<HandshakeErrorCode, ExitCode>> = {
  invalid_request: EXIT.protocol,
  unsupported_version: EXIT.protocol,
  invalid_token: EXIT.refused,
  invalid_dpop_proof: EXIT.refused,
  use_dpop_nonce: EXIT.refused,
  insufficient_scope: EXIT.refused,
  temporarily_unavailable: EXIT.unavailable,
}

/** What the server made of our credential. Its reason is a word of its list, or of a newer one. */
export function refusedByServer({ error, reason, message }: Refused): HandshakeError {
  return new HandshakeError(reason as HandshakeReason, {
    error,
    exitCode: EXITS[error],
    // Anybody may have written the server: its words are not ours.
    message: `The server refused the credential: ${printable(message)}`,
  })
}
