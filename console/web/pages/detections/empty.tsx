import { Link } from '@tanstack/react-router'
import { BeforePolicy } from '../policy/before.tsx'

export const NoDetections = ({ filtered }: { filtered: boolean }) =>
  filtered ? (
    <div className="note">
      <p>Nothing fits these filters. What is gone from a device is left out unless you ask for it.</p>
      <p>
        <Link to="/detections" search={{}}>
          Show everything
        </Link>{' '}
        or{' '}
        <Link to="/detections" search={{ state: 'all' }}>
          what is gone as well
        </Link>
        .
      </p>
    </div>
  ) : (
    <div className="note">
      <p>
        Each assistant that is installed or running on an enrolled device will stand here, with the evidence for it,
        within seconds of being found.
      </p>
      <BeforePolicy />
      <p>
        <Link to="/devices" search={{}}>
          See which devices are enrolled
        </Link>
        .
      </p>
    </div>
  )
