import { runService } from '#platform/service.js';
import { apiService } from './api-service.js';

await runService(apiService);
