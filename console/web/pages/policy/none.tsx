import { Command } from '../../parts/copy.tsx'
import { BEFORE_POLICY } from '../../words/before-policy.ts'

export const NoPolicy = () => (
  <>
    <header className="page-head">
      <h1>No policy is in force yet.</h1>
    </header>
    <div className="note">
      <p>The policy that you publish will be explained here, rule by rule. {BEFORE_POLICY}</p>
      <ol className="steps">
        <li>
          <div>
            Check a policy. The example is a good start.
            <Command text="npm run -s console -- policy lint policies/examples/approved-assistants.yaml" />
          </div>
        </li>
        <li>
          <div>
            Publish it.
            <Command text="npm run -s console -- policy publish policies/examples/approved-assistants.yaml" />
          </div>
        </li>
      </ol>
    </div>
  </>
)
