const TOKEN_SHAPED = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g

/**
 * Takes out of a caller's own text whatever looks like a JWT (its header begins with `{"`, encoded `eyJ`): people
 * paste tokens into paths and programs put them into user agents, and logs keep them for years.
 */
export function redactTokens(text: string): string {
  return text.replaceAll(TOKEN_SHAPED, '[redacted]')
}
