import { type InstitutionProfile } from '#institutions/profile.js';
import { type Driver } from '../driver.js';
import { registryJson } from './registry-json/driver.js';
import { restJson } from './rest-json/driver.js';

/** A protocol is code, an institution is a YAML file: a profile without a driver does not compile. */
export const DRIVERS: Readonly<Record<InstitutionProfile['protocol'], Driver>> = {
  'rest-json': restJson,
  'registry-json': registryJson,
};
