import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachFileEvent, type FileEvent, filesystemOf, handleIn, keyOf, MASK } from './fanotify-events.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')

/** As read from Linux 6.18 on ext4: a file is closed after writing; then a folder's entry is made. */
const CLOSED = hex(`78000000 03001800 0800000000000000 ffffffff 12330000
  02004400 89a16b8531ec7dab 08000000 01000000 5cc320006fe4ee11
  38663064346161392d373163372d343438642d393939622d6531346331613330663238640000000001001c0089a16b8531ec7dab
  0800000001000000c3d22000952e5588`)
const MADE = hex(`5c000000 03001800 0001000000000000 ffffffff 12330000
  02004400 89a16b8531ec7dab 08000000 01000000 5cc320006fe4ee11
  38663064346161392d373163372d343438642d393939622d65313463316133306632386400000000`)
const OVERFLOW = hex('18000000 03001800 0040000000000000 ffffffff 00000000')

const eventsOf = (bytes: Buffer, length = bytes.length): FileEvent[] => {
  const events: FileEvent[] = []
  eachFileEvent(bytes, length, event => events.push(event))
  return events
}

test('a file that was closed after writing: its folder, its name, itself and who', () => {
  const [event, ...more] = eventsOf(CLOSED)
  assert.deepEqual(more, [])
  assert.equal(event?.mask, MASK.CLOSE_WRITE)
  assert.equal(event?.pid, 0x3312)
  assert.equal(event?.name, '8f0d4aa9-71c7-448d-999b-e14c1a30f28d')
  assert.equal(event?.folder, hex('89a16b8531ec7dab 08000000 01000000 5cc320006fe4ee11').toString('latin1'))
  assert.equal(event?.file, hex('89a16b8531ec7dab 08000000 01000000 c3d22000952e5588').toString('latin1'))
})

test('events stand one after another, and dropped ones are an event', () => {
  const events = eventsOf(Buffer.concat([MADE, OVERFLOW, CLOSED]))
  assert.deepEqual(
    events.map(({ mask, file }) => [mask, file === null]),
    [
      [MASK.CREATE, true],
      [MASK.OVERFLOW, true],
      [MASK.CLOSE_WRITE, false],
    ],
  )
  assert.equal(events[1]?.folder, null)
})

test('only what was read counts, not the rest of the buffer', () => {
  assert.equal(eventsOf(Buffer.concat([MADE, CLOSED]), MADE.length).length, 1)
})

test('what is cut off, of another version or says lengths beyond its end is not told, and hangs nothing', () => {
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(CLOSED)
    bytes.writeUInt32LE(value, at)
    return bytes
  }
  assert.deepEqual(eventsOf(CLOSED.subarray(0, 100)), [])
  assert.deepEqual(eventsOf(changed(0, 0)), [])
  assert.deepEqual(eventsOf(changed(0, 0xffff_ffff)), [])
  assert.deepEqual(eventsOf(changed(4, 0x0018_0002)), [])
  assert.equal(eventsOf(changed(24, 0x0000_0002))[0]?.folder, null, 'a record without length')
  assert.equal(eventsOf(changed(24, 0xffff_0002))[0]?.folder, null, 'a record beyond its event')
  assert.equal(eventsOf(changed(36, 0xffff_fff0))[0]?.folder, null, 'a handle beyond its record')
})

test('a key gives back the handle and the filesystem that it was made of', () => {
  const [filesystem, handle] = [hex('89a16b8531ec7dab'), hex('08000000 01000000 c3d22000952e5588')]
  const key = keyOf(filesystem, handle)
  assert.equal(key, eventsOf(CLOSED)[0]?.file)
  assert.deepEqual(handleIn(key), handle)
  assert.equal(filesystemOf(key), filesystem.toString('latin1'))
})
