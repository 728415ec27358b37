import { cpus, totalmem } from 'node:os'

/** Where the numbers come from: they mean nothing elsewhere, their ratios a little more. */
export function describeMachine(): string {
  const processors = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const { node, openssl } = process.versions
  return `Node ${node} (OpenSSL ${openssl}), ${process.platform}-${process.arch}, ${processors.length} × ${processors[0]?.model.trim()}, ${gigabytes} GiB`
}
