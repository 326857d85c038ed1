import { told } from './runner/told.js';

told('heshan');
