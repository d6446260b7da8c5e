import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loginAccounts, macHomes, nameOf, parsePasswd, windowsHomes } from './accounts.ts'

const PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
lin:x:1000:1000:Lin,,,:/home/lin:/usr/bin/zsh
claude:x:1001:1001::/home/claude:
twin:x:1002:1002::/home/lin:/bin/bash
+nis::0:0:::
#off:x:1:1::/x:/bin/sh
short:x:5
many:x:1:1::/a:/bin/sh:more
letters:x:ten:1::/a:/bin/sh
negative:x:-1:1::/a:/bin/sh
huge:x:99999999999:1::/a:/bin/sh
up:x:1003:1003::/home/../etc:/bin/sh
relative:x:1004:1004::home:/bin/sh
slash:x:1005:1005::/:/bin/sh
dev:x:1006:1006::/dev/null:/bin/sh
a b:x:1007:1007::/home/ab:/bin/sh
`

test('only whole lines of a passwd file count', () => {
  const names = parsePasswd(PASSWD).map(account => account.name)
  assert.deepEqual(names, 'root daemon sync lin claude twin up relative slash dev'.split(' '))
})

test('an account counts when a person can log in to it and has a home of their own', () => {
  assert.deepEqual(
    loginAccounts(parsePasswd(PASSWD)).map(account => [account.name, account.uid, account.home]),
    [
      ['root', 0, '/root'],
      ['lin', 1000, '/home/lin'],
      ['claude', 1001, '/home/claude'],
    ],
  )
})

test('an owner that no file names keeps its number', () => {
  assert.equal(nameOf(1000, parsePasswd(PASSWD)), 'lin')
  assert.equal(nameOf(54321, parsePasswd(PASSWD)), '54321')
})

test('rubbish gives no account', () => {
  assert.deepEqual(parsePasswd('\0\xff:::::\n:::::::\n\n::'), [])
})

test('folders of macOS and Windows that are no person', () => {
  assert.deepEqual(macHomes(['lin', 'Shared', '.localized', 'Guest']), ['lin'])
  assert.deepEqual(windowsHomes(['lin', 'Public', 'Default', 'All Users', 'Default User']), ['lin'])
})
