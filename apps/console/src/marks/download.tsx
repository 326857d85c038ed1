import { useState } from 'react';
import { call } from '../api/calls.js';
import { asProblem } from '../api/problem.js';

/** Saves what is at `path` under `name`, or under the name it was filed with. A link could not send the Authorization header. */
export function Download({ path, name, children }: { path: string; name?: string; children: string }) {
  const [problem, setProblem] = useState<string>();
  const download = async () => {
    try {
      const response = await call(path, {});
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = name ?? filedName(response) ?? '';
      link.click();
      URL.revokeObjectURL(link.href);
      setProblem(undefined);
    } catch (thrown) {
      setProblem(asProblem(thrown).message);
    }
  };
  return (
    <>
      <button type="button" className="link" onClick={() => void download()}>
        {children}
      </button>
      {problem !== undefined && <span className="error-text"> {problem}</span>}
    </>
  );
}

function filedName(response: Response): string | undefined {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  return encoded === undefined ? undefined : decodeURIComponent(encoded);
}
