import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'

/** The thing itself, behind its name, for whoever wants no words in between. */
export const Raw = ({ label, text }: { label: string; text: string }) => (
  <Disclosure className="raw">
    {({ isExpanded }) => (
      <>
        <Button slot="trigger" className="raw-button">
          <span aria-hidden="true">{isExpanded ? '▾' : '▸'}</span> {label}
        </Button>
        <DisclosurePanel>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard */}
          {isExpanded ? <pre tabIndex={0}>{text}</pre> : null}
        </DisclosurePanel>
      </>
    )}
  </Disclosure>
)
