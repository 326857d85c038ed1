-- Whether a paper was made with its order and goes along to the institution; others were made for the file only.
alter table order_paper add column goes_along boolean not null default false;
