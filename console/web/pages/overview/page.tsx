import { useQuery } from '@tanstack/react-query'
import type { Overview } from '../../../api/answers.ts'
import * as questions from '../../ask/questions.ts'
import { SentenceText } from '../../parts/linked.tsx'
import { Answer, Reading } from '../../parts/state-of.tsx'
import { headline } from '../../words/overview.ts'
import { EnrolFirst } from '../enrol.tsx'
import { Chart } from './chart.tsx'
import { Deadlines } from './deadlines.tsx'
import { InForce } from './in-force.tsx'
import { Products } from './products.tsx'
import { Waiting } from './waiting.tsx'

const Ready = ({ of }: { of: Overview }) => (
  <>
    <header className="page-head">
      <h1>
        <SentenceText of={headline(of)} />
      </h1>
    </header>
    <div className="scroll">
      {of.devices.total === 0 ? (
        <EnrolFirst />
      ) : (
        <div className="overview">
          <div>
            <section className="block">
              <h2>
                Devices by day <span className="soft">last 30 days</span>
              </h2>
              <Chart days={of.days} sanctioned={of.sanctioned} />
            </section>
            <Products of={of.products} total={of.devices.total} />
          </div>
          <div className="aside">
            <Waiting of={of.waiting} />
            <Deadlines of={of.deadlines} />
            <InForce of={of.policy} />
          </div>
        </div>
      )}
    </div>
  </>
)

const Blank = () => (
  <>
    <header className="page-head">
      <h1>
        <Reading what="how the migration is going" />
      </h1>
    </header>
    <div className="overview" aria-hidden="true">
      <div>
        <div className="block">
          <h2>Devices by day</h2>
          <div className="chart">
            <svg height="168" width="100%" />
          </div>
        </div>
        <div className="block">
          <h2>Assistants in use</h2>
        </div>
      </div>
      <div className="aside">
        <div className="block">
          <h2>What waits for you</h2>
        </div>
        <div className="block">
          <h2>What happens next</h2>
        </div>
      </div>
    </div>
  </>
)

export const OverviewPage = () => (
  <div className="page">
    <Answer
      of={useQuery(questions.overview)}
      what="the overview"
      reading={<Blank />}
      ready={overview => <Ready of={overview} />}
    />
  </div>
)
