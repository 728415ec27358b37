/** What no environment and no process list may hold. */
const SHAPES = [
  // A JWT or a JWE: the header begins with `{"`.
  /eyJ[\w-]{8,}\.[\w-]*\./,
  // Refresh tokens and codes of Entra ID.
  /(?:^|[=\s])[01]\.A[\w-]{60,}/,
  /\bgh[opsur]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{20,}|\bxox[abeprs]-[\w-]{10,}/,
  /\bsk-[\w-]{20,}|\bATATT3[\w=-]{20,}|\bnpm_\w{30,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:bearer|dpop)\s+[\w.~+/-]{20,}/i,
]

/** A name that promises a secret, and a value that could be one: long, one word, neither a path nor an address. */
const SECRET_NAME = /(?:token|secret|password|passwd|api_?key|access_?key|private_?key|credentials?)$/i
const OPAQUE = /^(?!\/|[a-z]:\\|[a-z][\w+.-]*:\/\/)[\w.~+/=-]{20,}$/i

/** Whether a text holds something that looks like a token or a key. */
export function isTokenShaped(text: string): boolean {
  return SHAPES.some((shape) => shape.test(text))
}

/** The same of a variable, whose name tells too. */
export function isSecretVariable(name: string, value: string): boolean {
  return isTokenShaped(value) || (SECRET_NAME.test(name) && OPAQUE.test(value))
}
