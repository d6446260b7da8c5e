import { Copy } from '../../parts/copy.tsx'

const remark = (line: string): boolean => line.trimStart().startsWith('#')

/** The exact text that was published, byte for byte. */
export const Yaml = ({ text, digest }: { text: string; digest: string }) => (
  <section className="rule yaml">
    <h2>
      The exact text
      <Copy text={text} label="Copy the text" />
    </h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard */}
    <pre tabIndex={0}>
      {text.split(/(?<=\n)/).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
        <span key={index} className={remark(line) ? 'remark' : ''}>
          {line}
        </span>
      ))}
    </pre>
    <p className="soft small">
      SHA-256 <span className="mono">{digest}</span>
    </p>
  </section>
)
