/** An ECDSA P-256 signature as JWS has it (r ‖ s, RFC 7518 §3.4) in the form that OpenSSL takes (DER). */
export function toDer(signature: Buffer): Buffer {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map(derInteger)
  const length = integers[0]!.length + integers[1]!.length
  return Buffer.concat([Buffer.from([0x30, length]), ...integers])
}

function derInteger(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const magnitude = bytes.subarray(first)
  const padding = magnitude[0]! >= 0x80 ? [0] : []
  return Buffer.concat([Buffer.from([0x02, magnitude.length + padding.length, ...padding]), magnitude])
}
