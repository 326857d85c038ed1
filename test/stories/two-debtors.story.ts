import { told } from './runner/told.js';

told('two-debtors');
