import si from 'systeminformation'
import { dropPrivileges } from '../drop-privileges.ts'

/**
 * Child of its own, because the library starts programs. Two of its calls are made, and of their answers only what is
 * named here leaves this process: serial numbers and uuids, where it could read them at all, end with it.
 */
dropPrivileges()
process.on('disconnect', () => process.exit())
process.on('message', () => {
  Promise.all([si.system(), si.cpu()]).then(
    ([{ manufacturer, model }, { manufacturer: maker, brand }]) =>
      process.send?.({ model: { manufacturer, model }, cpu: { maker, brand } }),
    () => process.exit(1),
  )
})
