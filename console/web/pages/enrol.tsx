import { Command } from '../parts/copy.tsx'

/** How the first device is enrolled: the exact commands, with this console's own address. */
export const EnrolFirst = () => (
  <div className="note">
    <p>Every workstation that runs the agent will stand here a few seconds after it enrols. To enrol the first:</p>
    <ol className="steps">
      <li>
        <div>
          Make a token. It is shown once, and is good for one hour.
          <Command text="npm run -s console -- token create --role enroll --ttl 1h" />
        </div>
      </li>
      <li>
        <div>
          On the workstation, start the agent with it.
          <Command text={`WAYMARK_CONSOLE=${location.origin} WAYMARK_ENROLL_TOKEN=TOKEN npm run -s waymark -- run`} />
        </div>
      </li>
    </ol>
    <p className="soft">
      <code>npm start</code> does both on the machine where the console runs.
    </p>
  </div>
)
