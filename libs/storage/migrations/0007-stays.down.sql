drop table case_stay;
