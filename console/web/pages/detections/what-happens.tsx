import type { Detection } from '../../../../protocol/detection.ts'
import { useNow } from '../../parts/now.ts'
import { happens } from '../../words/detection.ts'

/** What holds now, and what comes when. */
export const WhatHappens = ({ of }: { of: Detection }) => {
  const { present, deadline } = happens(of, useNow())
  return (
    <section>
      <h3>What happens</h3>
      <ol className="time-line">
        <li className="now">
          <span>
            <span className="strong">Now</span> {present}
          </span>
        </li>
        {deadline === null ? null : (
          <li>
            <span>{deadline}</span>
          </li>
        )}
      </ol>
    </section>
  )
}
