import { Alert, Button } from 'antd';
import { type FieldProblem, type Problem } from '../api/problem.js';
import { type Say, useSay, wordOr } from '../words/language.js';

interface Props {
  readonly problem: Problem;
  readonly onRetry?: () => void;
  /** Paths of fields whose problem is already shown beside the field. */
  readonly shownAtField?: readonly string[];
}

/** What went wrong and what to do about it. The api's own sentence is shown under ours: it knows the particulars. */
export function ProblemNotice({ problem, onRetry, shownAtField = [] }: Props) {
  const say = useSay();
  const fields = problem.fields.filter(({ field }) => !shownAtField.some((shown) => field.startsWith(shown)));
  return (
    <Alert
      type={problem.status >= 500 || problem.status === 0 ? 'error' : 'warning'}
      className="problem"
      role="alert"
      title={summaryOf(problem, say)}
      description={
        <>
          {problem.fields.length === 0 && problem.status !== 0 && problem.message !== '' && <div>{problem.message}</div>}
          {fields.length > 0 && (
            <ul>
              {fields.map((one) => (
                <li key={one.field + one.message}>
                  <code>{one.field}</code> {remarkOf(say, one)} <Basis {...one} />
                </li>
              ))}
            </ul>
          )}
          {problem.instance !== undefined && (
            <div className="quiet">{say('problem.instance', { instance: problem.instance })}</div>
          )}
        </>
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {say('act.retry')}
          </Button>
        )
      }
    />
  );
}

function summaryOf(problem: Problem, say: Say): string {
  const text = wordOr(say, `problem.${problem.code}`, problem.message);
  return text.replace('{detail}', problem.message);
}

/** The law behind a refusal; the article keeps its Chinese name in every language. */
function Basis({ rule, article }: Pick<FieldProblem, 'rule' | 'article'>) {
  const say = useSay();
  if (rule === undefined || article === undefined) return null;
  return <span className="quiet">{say('problem.basis', { rule, article })}</span>;
}

/** In the language of the page where we have the words, else as the api said it. */
function remarkOf(say: Say, { code, message }: FieldProblem): string {
  return wordOr(say, `remark.${code}`, message);
}

export function fieldMessage(say: Say, problem: Problem | undefined, path: string): string | undefined {
  const found = problem?.fields.find(
    ({ field }) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`),
  );
  return found && remarkOf(say, found);
}
