drop table way_made;
drop table case_stay;
