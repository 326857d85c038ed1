import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure } from '#enforcement/measure.js';
import { ConfigError } from '#platform/config.js';
import { notFound } from '#platform/errors.js';
import { type FundAccount, type InstitutionProfile, isCapable } from './profile.js';
import { defaultsFile, type FileProblem, type Placeholders, readMapping, readProfile } from './profile-file.js';

/** Every institution the court can reach, in the order of their codes. Read once, at boot. */
export class InstitutionDirectory {
  private readonly byCode: ReadonlyMap<string, InstitutionProfile>;

  constructor(profiles: readonly InstitutionProfile[]) {
    const sorted = [...profiles].sort((one, other) => (one.code < other.code ? -1 : 1));
    this.byCode = new Map(sorted.map((profile) => [profile.code, profile]));
  }

  /**
   * Reads `defaults.yaml` and one file per institution, named after its code. Throws one ConfigError that names every wrong file
   * and field. `placeholders` fills `${NAME}` in addresses; it is passed in, since process.env is read in libs/platform only.
   */
  static load(folder: string, placeholders: Placeholders = {}): InstitutionDirectory {
    return InstitutionDirectory.of(yamlFiles(folder), placeholders);
  }

  /** `files`: file name → text, as `load` finds them in the folder. */
  static of(files: ReadonlyMap<string, string>, placeholders: Placeholders = {}): InstitutionDirectory {
    const defaults = readMapping(defaultsFile, files.get(defaultsFile) ?? '');
    if ('problems' in defaults) throw wrongProfiles(defaults.problems);
    const problems: FileProblem[] = [];
    const profiles: InstitutionProfile[] = [];
    for (const [file, text] of files) {
      if (file === defaultsFile) continue;
      const read = readProfile(file, text, defaults.value, placeholders);
      if ('problems' in read) problems.push(...read.problems);
      else profiles.push(read.value);
    }
    problems.push(...sharedBankCodes(profiles));
    if (problems.length > 0) throw wrongProfiles(problems);
    return new InstitutionDirectory(profiles);
  }

  all(): readonly InstitutionProfile[] {
    return [...this.byCode.values()];
  }

  /** For codes from outside: undefined where there is no such institution. */
  find(code: string): InstitutionProfile | undefined {
    return this.byCode.get(code);
  }

  /** For codes of our own rows and messages. Throws ChakongError `not_found`. */
  get(code: string): InstitutionProfile {
    const profile = this.byCode.get(code);
    if (profile === undefined) throw notFound('institution');
    return profile;
  }

  group(group: InstitutionProfile['group']): readonly InstitutionProfile[] {
    return this.all().filter((profile) => profile.group === group);
  }

  capable(measure: Measure): readonly InstitutionProfile[] {
    return this.all().filter((profile) => isCapable(profile, measure));
  }

  /** Where deductions for this court go and its creditors are paid from; of several, the first in the order of institution codes. */
  fundAccountOf(court: string): { readonly institution: InstitutionProfile; readonly fundAccount: FundAccount } | undefined {
    for (const institution of this.all()) {
      const fundAccount = institution.kind === 'bank' ? institution.fundAccounts.find((one) => one.court === court) : undefined;
      if (fundAccount !== undefined) return { institution, fundAccount };
    }
    return undefined;
  }
}

function yamlFiles(folder: string): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch (cause) {
    throw new ConfigError(`${folder} cannot be read. Set INSTITUTIONS_DIR to the folder of the institution profiles.`, { cause });
  }
}

/** Money sent between banks is routed by this code: two banks under one would swap deductions. */
function sharedBankCodes(profiles: readonly InstitutionProfile[]): readonly FileProblem[] {
  const owner = new Map<string, string>();
  return profiles.flatMap((profile) => {
    if (profile.kind !== 'bank') return [];
    const other = owner.get(profile.cnaps);
    owner.set(profile.cnaps, profile.code);
    return other === undefined
      ? []
      : [{ file: `${profile.code}.yaml`, field: 'cnaps', message: `${other}.yaml has the same bank code. Correct one.` }];
  });
}

function wrongProfiles(problems: readonly FileProblem[]): ConfigError {
  const lines = new Set(problems.map(({ file, field, message }) => `  ${file}: ${field}: ${message}`));
  return new ConfigError(
    `Some institution profiles are not right. Correct these fields and start again:\n${[...lines].join('\n')}`,
  );
}
