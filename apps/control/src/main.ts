import { runService } from '#platform/service.js';
import { controlService } from './service.js';

await runService(controlService);
