import si from 'systeminformation'
import { dropPrivileges } from '../drop-privileges.ts'

/** Child of its own, because the library starts programs: one `ps` or PowerShell a question. Ends with its channel. */
dropPrivileges()
process.on('disconnect', () => process.exit())
process.on('message', () => {
  si.processes().then(
    ({ list }) =>
      process.send?.(
        list.map(({ pid, name, path, command, params, user, started, tty }) => ({
          pid,
          name,
          path,
          command,
          params,
          user,
          started,
          tty,
        })),
      ),
    () => process.exit(1),
  )
})
