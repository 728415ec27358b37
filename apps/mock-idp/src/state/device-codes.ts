import { randomInt, randomUUID } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Evidence } from '../conditional-access/situation.ts'
import { digest, randomToken } from './database.ts'

/** Seconds that the person has, and that the device waits between two polls. */
export const DEVICE_CODE_LIFETIME = 15 * 60
export const POLL_INTERVAL = 5

/** RFC 8628 §6.1: no vowels, so no words; nothing that is read as something else. Nine of them are 38 bits. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 9

/** What a device asked for, fixed when it asked. */
export interface DeviceRequest {
  clientId: string
  scope: string
  claims?: string
  /** Key that alone may redeem the code. */
  jkt?: string
  correlationId: string
  /** Where the request came from: shown to the person who is asked to approve it. */
  ip: string
  /** Epoch seconds. */
  requestedAt: number
}

/** Who has approved it, and what they had shown by then. */
export interface Approval extends Evidence {
  oid: string
}

export interface StoredDeviceCode {
  /** Name of the row; not a secret. */
  device: string
  /** Refresh tokens made from it share it. */
  family: string
  request: DeviceRequest
  state: 'pending' | 'approved' | 'declined' | 'redeemed'
  approval?: Approval
  expired: boolean
}

export interface DeviceCodes {
  issue(request: DeviceRequest): { deviceCode: string; userCode: string }
  find(deviceCode: string): StoredDeviceCode | undefined
  /** By what the person has typed: case, spaces and hyphens do not matter. Only one that still waits for them. */
  byUserCode(typed: string): StoredDeviceCode | undefined
  byDevice(device: string): StoredDeviceCode | undefined
  /** The device asks how far it is. @returns false when it asks more often than it was told to */
  poll(device: string): boolean
  /** @returns false when it no longer waits: answered by somebody else, or expired */
  approve(device: string, approval: Approval): boolean
  decline(device: string): boolean
  /** @returns false when it had been redeemed before: only one of two racing requests hears true */
  redeem(device: string): boolean
}

export function openDeviceCodes(database: DatabaseSync, now: () => number): DeviceCodes {
  const insert = database.prepare(
    'insert into device_code (device, user_code, family, body, expires_at) values (?, ?, ?, ?, ?)',
  )
  const select = database.prepare('select * from device_code where device = ?')
  const selectOpen = database.prepare(
    `select * from device_code where user_code = ? and state = 'pending' and expires_at > ?`,
  )
  const answer = database.prepare(
    `update device_code set state = ?, approval = ? where device = ? and state = 'pending' and expires_at > ?`,
  )
  const redeem = database.prepare(
    `update device_code set state = 'redeemed' where device = ? and state = 'approved'`,
  )
  const polled = database.prepare('update device_code set polled_at = ? where device = ?')
  const read = (row: Row | undefined): StoredDeviceCode | undefined => row && storedDeviceCode(row, now())

  return {
    issue(request) {
      const [deviceCode, userCode] = [randomToken(), randomUserCode()]
      const expiresAt = request.requestedAt + DEVICE_CODE_LIFETIME
      insert.run(digest(deviceCode), digest(userCode), randomUUID(), JSON.stringify(request), expiresAt)
      return { deviceCode, userCode }
    },
    find: (deviceCode) => read(select.get(digest(deviceCode))),
    byUserCode: (typed) => read(selectOpen.get(digest(typed.toUpperCase().replace(/[\s-]/g, '')), now())),
    byDevice: (device) => read(select.get(device)),
    poll(device) {
      const before = select.get(device)?.['polled_at'] ?? null
      polled.run(now(), device)
      // A second of grace: clocks are whole seconds here, and a network may hurry one request and not the next.
      return before === null || now() - Number(before) >= POLL_INTERVAL - 1
    },
    approve: (device, approval) =>
      answer.run('approved', JSON.stringify(approval), device, now()).changes === 1,
    decline: (device) => answer.run('declined', null, device, now()).changes === 1,
    redeem: (device) => redeem.run(device).changes === 1,
  }
}

function randomUserCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

type Row = Record<string, SQLOutputValue>

function storedDeviceCode(row: Row, now: number): StoredDeviceCode {
  const { device, family, body, state, approval, expires_at: expiresAt } = row
  return {
    device: String(device),
    family: String(family),
    request: JSON.parse(String(body)) as DeviceRequest,
    state: state as StoredDeviceCode['state'],
    ...(approval !== null && { approval: JSON.parse(String(approval)) as Approval }),
    expired: Number(expiresAt) <= now,
  }
}
